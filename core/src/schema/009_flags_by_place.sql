-- What was noticed about services stands in the directory, in the order of the server's log. This had the order of clocks.
DROP TABLE listing_flag;
