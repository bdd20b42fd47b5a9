/** Changes when compiled files of an earlier version must not be used any more. */
export const version = "3";
