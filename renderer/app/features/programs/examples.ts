/** How a program asks, with this address: on the command line, and in Python with the official package. */
export function examples(address: string, key: string): { readonly curl: string; readonly python: string } {
  const body = JSON.stringify({ model: 'sprout', messages: [{ role: 'user', content: 'Hello' }] });
  return {
    curl: `curl ${address}/chat/completions \\\n  -H "Authorization: Bearer ${key}" \\\n  -H "Content-Type: application/json" \\\n  -d '${body}'`,
    python: `from openai import OpenAI\n\nclient = OpenAI(base_url="${address}", api_key="${key}")\nanswer = client.chat.completions.create(model="sprout", messages=[{"role": "user", "content": "Hello"}])\nprint(answer.choices[0].message.content)`,
  };
}
