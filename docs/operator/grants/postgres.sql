-- PostgreSQL: an account that reads named tables and nothing else. Run as the owner of the database.
-- Run here: yes, against PostgreSQL in the test suite (same rights).
CREATE ROLE kpiloop_reader LOGIN PASSWORD 'choose-a-long-one' NOSUPERUSER NOCREATEDB NOCREATEROLE;
ALTER ROLE kpiloop_reader SET default_transaction_read_only = on;
GRANT CONNECT ON DATABASE erp TO kpiloop_reader;
GRANT USAGE ON SCHEMA public TO kpiloop_reader;
GRANT SELECT ON public."销售订单" TO kpiloop_reader;  -- one line for each table or view
