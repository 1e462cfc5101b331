/** Counts what someone does in a stretch of time. Implementations: memory, and PostgreSQL for gateways of several processes. */
export interface RateLimiter {
  /**
   * Counts one more of `key`, unless `limit` were counted in the last `seconds`; atomic.
   * @returns 0 when it was counted, else the seconds until another would be.
   */
  take(key: string, limit: number, seconds: number): Promise<number>;
}
