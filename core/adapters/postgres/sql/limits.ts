/**
 * `$1` key, `$2` limit, `$3` seconds. A row holds the times that count, the oldest first; the newest is this one's where it was counted. `clock_timestamp` is read once the
 * row is locked. What is given back is how long to wait: none when the last time is of this statement, else until the oldest of the last `limit` no longer counts.
 */
export const take = `
  INSERT INTO visit_limits AS l (key, times, until)
  SELECT $1, CASE WHEN $2::int > 0 THEN ARRAY[extract(epoch FROM clock_timestamp())::float8] ELSE ARRAY[]::float8[] END, extract(epoch FROM clock_timestamp())::float8 + $3::float8
  ON CONFLICT (key) DO UPDATE SET (times, until) = (
    SELECT CASE WHEN cardinality(kept) < $2::int THEN kept || now ELSE kept || (-now) END, now + $3::float8
    FROM (SELECT now, ARRAY(SELECT t FROM unnest(l.times) WITH ORDINALITY AS u(t, n) WHERE t > now - $3::float8 ORDER BY n) AS kept FROM (SELECT extract(epoch FROM clock_timestamp())::float8 AS now) clock) counted
  )
  RETURNING CASE
    WHEN $2::int <= 0 THEN $3::float8
    WHEN times[cardinality(times)] > 0 THEN 0
    ELSE greatest(times[cardinality(times) - $2::int] + $3::float8 + times[cardinality(times)], 0.001)
  END AS wait`;

export const forget = 'DELETE FROM visit_limits WHERE until < extract(epoch FROM clock_timestamp())';
