-- SQL Server: an account that reads named tables and nothing else. Run as an administrator.
-- NOT RUN HERE: no SQL Server was at hand when this was written. Please report what differs.
USE master;
CREATE LOGIN kpiloop_reader WITH PASSWORD = 'Choose-a-long-one-1', CHECK_POLICY = ON;
USE UFDATA_001_2026;  -- 用友 U8: UFDATA_<账套号>_<年度>; 金蝶 K3: AIS<日期时间>; else the name of the database
CREATE USER kpiloop_reader FOR LOGIN kpiloop_reader;
GRANT SELECT ON dbo.SO_SOMain TO kpiloop_reader;     -- U8 销售订单主表 (example; better a view of your own)
GRANT SELECT ON dbo.SO_SODetails TO kpiloop_reader;  -- U8 销售订单子表
-- 金蝶 K3 examples: dbo.SEOrder, dbo.SEOrderEntry (销售订单), dbo.ICStockBill, dbo.ICStockBillEntry (出入库).
-- A consistent snapshot needs this once; without it the load still compares its totals and refuses on a difference:
-- ALTER DATABASE UFDATA_001_2026 SET ALLOW_SNAPSHOT_ISOLATION ON;
