"""SQLAlchemy as a contestant of bench/orm.mjs: its unit of work, with passive deletes. Prints its times as JSON."""
import datetime
import json
import os
import resource
import sys
import time
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import Column, DateTime, Float, ForeignKey, Identity, Integer, String, Text, create_engine, func
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, declarative_base, relationship, selectinload

Base = declarative_base()


def key(name):
    return Column(name, Integer, Identity(always=True), primary_key=True)


def children(target, back):
    return relationship(target, back_populates=back, cascade="all, delete-orphan", passive_deletes=True)


class Customer(Base):
    __tablename__ = "customers"
    customer_id = key("customer_id")
    first_name = Column(String, nullable=False)
    last_name = Column(String, nullable=False)
    email_address = Column(String, nullable=False)
    orders = children("Order", "customer")


class Order(Base):
    __tablename__ = "orders"
    order_id = key("order_id")
    customer_id = Column(Integer, ForeignKey("customers.customer_id", ondelete="CASCADE"), nullable=False)
    order_date = Column(DateTime(timezone=True), server_default=func.now(), nullable=False)
    customer = relationship("Customer", back_populates="orders")
    products = children("OrderProduct", "order")


class OrderProduct(Base):
    __tablename__ = "order_products"
    order_id = Column(Integer, ForeignKey("orders.order_id", ondelete="CASCADE"), primary_key=True)
    product_id = Column(Integer, ForeignKey("products.product_id", ondelete="CASCADE"), primary_key=True)
    product_count = Column(Integer, server_default="1", nullable=False)
    order = relationship("Order", back_populates="products")
    product = relationship("Product", back_populates="orders")


class Product(Base):
    __tablename__ = "products"
    product_id = key("product_id")
    product_name = Column(String, nullable=False)
    description = Column(Text)
    price = Column(Float, nullable=False)
    orders = children("OrderProduct", "product")


def connect(text):
    parts = urlsplit(text)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    url = URL.create("postgresql+psycopg2", parts.username, parts.password, parts.hostname, parts.port, parts.path[1:], query)
    engine = create_engine(url)
    engine.connect().close()
    return engine


def timed(work):
    start, cpu = time.perf_counter(), time.process_time()
    count = work()
    return {"ms": (time.perf_counter() - start) * 1e3, "cpu": (time.process_time() - cpu) * 1e3, "count": count}


def insert(engine, orders):
    with Session(engine) as session:
        for i in range(orders):
            products = [OrderProduct(product_id=(i * 7 + k * 331) % 1000 + 1, product_count=2) for k in range(3)]
            session.add(Order(customer_id=i % 1000 + 1, products=products))
        session.commit()
    return orders


def load(engine):
    with Session(engine) as session:
        below = selectinload(Order.products).selectinload(OrderProduct.product)
        return sum(len(order.products) for order in session.query(Order).options(below).all())


def remove(engine):
    with Session(engine) as session:
        customers = session.query(Customer).all()
        for customer in customers:
            session.delete(customer)
        session.commit()
        return len(customers)


def main():
    engine, orders = connect(sys.argv[1]), int(sys.argv[2])
    result = {"insert": timed(lambda: insert(engine, orders)), "load": timed(lambda: load(engine))}
    updating = Session(engine)
    loaded = updating.query(Order).all()
    first = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
    for i, order in enumerate(loaded):
        order.order_date = first + datetime.timedelta(seconds=i)
    result["update"] = timed(lambda: updating.commit() or len(loaded))
    updating.close()
    result["remove"] = timed(lambda: remove(engine))
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for name, count in {"insert": orders, "load": orders * 3, "update": orders, "remove": 1000}.items():
        if result[name]["count"] != count:
            sys.exit(f"{name}: {result[name]['count']} objects instead of {count}")
    print(json.dumps(result))


if os.environ.get("LIMBECK_BENCH_ASK"):
    import psycopg2
    import sqlalchemy

    print(f"sqlalchemy {sqlalchemy.__version__}, psycopg2 {psycopg2.__version__.split()[0]}")
else:
    main()
