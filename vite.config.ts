import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** pdf.js reads its character maps and standard fonts by address; without them many Chinese PDFs draw blank. */
function pdfAssets(): Plugin {
  return {
    name: 'pdf-assets',
    apply: 'build',
    closeBundle() {
      for (const folder of ['cmaps', 'standard_fonts', 'wasm']) cpSync(here(`node_modules/pdfjs-dist/${folder}`), here(`dist/app/pdf/${folder}`), { recursive: true });
    },
  };
}

export default defineConfig({
  root: here('renderer/app'),
  base: './',
  plugins: [vue(), pdfAssets()],
  build: { outDir: here('dist/app'), emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 1500 },
});
