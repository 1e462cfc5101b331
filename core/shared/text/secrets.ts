/** A secret that can be told by its form, as it stands in a text. */
export interface Secret { readonly text: string; readonly start: number }

const longestShown = 200;

/** The usual forms: keys of files, of services, passwords that are named as such, addresses with a password in them. */
const forms: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  // Keys that begin with what says whose they are.
  /\b(?:sk|pk|rk)[-_](?:live|test|proj|ant|or|svcacct)?[-_]?[A-Za-z0-9_-]{20,}/g,
  /\b(?:AKIA|ASIA|AKID|LTAI)[A-Za-z0-9]{12,36}\b/g,
  /\b(?:ghp|gho|ghu|ghs|ghr|github_pat|glpat|hf|npm|pypi|dop_v1|shpat|shpss|xox[abeprs]|SG|whsec)[-_.][A-Za-z0-9_.-]{16,}/g,
  /\bAIza[0-9A-Za-z_-]{35}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
  // An address that carries a password.
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@[^\s]+/gi,
  /\b(?:Password|Pwd)=[^;\s]+/gi,
  /\b(?:AccountKey|SharedAccessKey)=[A-Za-z0-9+/=]{20,}/g,
  // What is called a password or a key, with its value.
  /(?<![A-Za-z])(?:pass ?word|passwd|passphrase|pwd|api[ _-]?key|secret(?:[ _-]?(?:key|access[ _-]?key))?|access[ _-]?(?:key|token)|auth[ _-]?token|bearer)["']?[ \t]*[:=：]{1,2}[ \t]*["']?[^\s"'，。；;]{4,}/gi,
  /(?:密码|口令|密钥|私钥|登录密码|管理密码|访问令牌)[ \t]*(?:是|为)?[ \t]*[:：=][ \t]*[^\s，。；;]{4,}/g,
];

/** Secrets in a text, each once, in the order in which they stand. */
export function secrets(text: string): Secret[] {
  const found: Secret[] = [];
  let rest = text;
  for (const form of forms) {
    rest = rest.replaceAll(form, (match, ...groups: unknown[]) => {
      found.push({ text: match.slice(0, longestShown), start: Number(groups.find((part) => typeof part === 'number')) });
      return ' '.repeat(match.length);
    });
  }
  return found.sort((left, right) => left.start - right.start);
}
