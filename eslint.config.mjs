import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['node_modules/', 'dist/', 'out/', 'release/', '**/.types/', 'bench/results/', 'packaging/node_modules/'] },
  ...typescript.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      // Layout of templates is the author's.
      'vue/max-attributes-per-line': 'off', 'vue/singleline-html-element-content-newline': 'off', 'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off', 'vue/html-indent': 'off', 'vue/html-closing-bracket-newline': 'off', 'vue/first-attribute-linebreak': 'off', 'vue/attributes-order': 'off', 'vue/require-default-prop': 'off',
    },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      'no-console': 'error',
    },
  },
  { files: ['scripts/**', 'bench/**', 'test/**', 'core/cli/**', 'packaging/**'], rules: { 'no-console': 'off' } },
  // A bug in a page goes to the developer tools; people see a sentence of their own.
  { files: ['renderer/**'], rules: { 'no-console': ['error', { allow: ['error'] }] } },
  { files: ['.dependency-cruiser.cjs', 'packaging/**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    // Only the shells and the command line read the environment (STYLE.md, habit 4).
    files: ['core/**/*.ts'], ignores: ['core/cli/**', 'core/adapters/readers/reader-child.ts', 'core/adapters/llama/model-process.ts', 'core/adapters/ggml/trainer-process.ts'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Take it as an argument: only the shells and the CLI read the environment.' }] },
  },
);
