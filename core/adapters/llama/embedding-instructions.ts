/** What some models want to be told before a text, from their model cards; by the model's name. */
const instructions: readonly { readonly name: RegExp; readonly question: string; readonly passage: string }[] = [
  { name: /qwen3.*embedding/i, question: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:', passage: '' },
  { name: /^bge[- ](?:small|base|large)[- ]zh/i, question: '为这个句子生成表示以用于检索相关文章：', passage: '' },
  { name: /^bge[- ](?:small|base|large)[- ]en/i, question: 'Represent this sentence for searching relevant passages: ', passage: '' },
  { name: /embedding-?gemma/i, question: 'task: search result | query: ', passage: 'title: none | text: ' },
  { name: /nomic-embed/i, question: 'search_query: ', passage: 'search_document: ' },
  { name: /(?:^|[^a-z])e5-/i, question: 'query: ', passage: 'passage: ' },
];

export function instructionFor(names: readonly string[], kind: 'question' | 'passage'): string {
  return instructions.find(({ name }) => names.some((given) => name.test(given)))?.[kind] ?? '';
}
