-- MySQL and MariaDB: an account that reads named tables and nothing else. Run as an administrator.
-- Run here: yes, against MariaDB in the test suite (same rights). MySQL itself: not run here.
-- Write the address of the KPILoop machine instead of 10.0.0.8.
CREATE USER 'kpiloop_reader'@'10.0.0.8' IDENTIFIED BY 'choose-a-long-one';
GRANT SELECT ON erp.`销售订单` TO 'kpiloop_reader'@'10.0.0.8';  -- one line for each table or view
