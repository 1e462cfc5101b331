/** A string literal of Lance's SQL. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The condition that a row belongs to one of these documents. */
export function ofDocuments(documents: readonly string[]): string {
  return `document IN (${documents.map(sqlText).join(', ')})`;
}
