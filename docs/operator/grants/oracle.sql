-- Oracle: an account that reads named tables and nothing else. Run as an administrator.
-- NOT RUN HERE: no Oracle was at hand when this was written. Please report what differs.
CREATE USER kpiloop_reader IDENTIFIED BY "Choose-a-long-one-1";
GRANT CREATE SESSION TO kpiloop_reader;
GRANT SELECT ON NC65.SO_SALEORDER TO kpiloop_reader;    -- 用友 NC 销售订单 (example; better a view of your own)
GRANT SELECT ON NC65.SO_SALEORDER_B TO kpiloop_reader;
-- In KPILoop: database = the service name, schema = NC65 (the owner of the tables).
