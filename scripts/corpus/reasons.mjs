// Why steps are not exact, for docs/fidelity.md; what is not named here is shown with its first difference.
export const reasons = {};
