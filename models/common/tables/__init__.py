"""The one reader of tables: uploads and pastes, as text or as a workbook, understood or refused."""
