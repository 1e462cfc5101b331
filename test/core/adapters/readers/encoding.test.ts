import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../../core/adapters/readers/encoding.ts';
import { hasCorpus, sharedFolder } from '../../../support/corpus.ts';

const simplified = ['退货须在收货后三十天内提出，商品须保持完好。', '营业时间：周一至周五 9:00—18:00，周末休息。', '产品名称,单价,库存\n龙井茶,128,45\n紫砂壶,560,12\n'];
const traditional = ['退貨須於收貨後三十天內提出，商品須保持完好。', '營業時間：週一至週五上午九時至下午六時。', '產品名稱,單價,庫存\n龍井茶,128,45\n'];
const japanese = ['返品は商品到着後三十日以内にお申し出ください。', '営業時間は平日の午前九時から午後六時までです。', '名前,年齢,住所\n佐藤太郎,30,東京\n'];
const western = ['Die Rückgabe ist innerhalb von dreißig Tagen möglich; für Geöffnetes gilt das nicht.', 'Livraison gratuite à partir de 60 € — sauf pour les îles.', 'El envío cuesta 5 €; ¿cuándo llega? Mañana.', 'Prix,Quantité\nThé vert,12\n'];

/** Without a mark, Chinese shows as UTF-16 once it holds a line end, a digit, a Latin letter or 一. */
const lines = [...simplified, ...traditional, ...japanese, '周一至周五营业，一年一百元，一人一份，一经售出概不退换。'].map((text) => `${text}\n`);

interface Case { readonly encoding: string; readonly texts: readonly string[]; readonly mark?: boolean }
const cases: readonly Case[] = [
  { encoding: 'utf-8', texts: [...simplified, ...traditional, ...japanese, ...western] },
  { encoding: 'utf-8', texts: simplified, mark: true },
  { encoding: 'utf-16le', texts: [...simplified, ...western], mark: true },
  { encoding: 'utf-16be', texts: [...simplified, ...western], mark: true },
  { encoding: 'utf-16le', texts: [...western, ...lines] },
  { encoding: 'utf-16be', texts: [...western, ...lines] },
  { encoding: 'gb18030', texts: simplified },
  { encoding: 'big5', texts: traditional },
  { encoding: 'shift_jis', texts: japanese },
  { encoding: 'windows-1252', texts: western },
];

describe('text in an encoding that nobody named', () => {
  for (const { encoding, texts, mark } of cases) {
    it(`is read rightly in ${encoding}${mark === true ? ' with a mark' : ''}`, () => {
      for (const text of texts) expect(decode(iconv.encode(text, encoding, { addBOM: mark === true })).text).toBe(text);
    });
  }

  it('says when it is not sure', () => {
    expect(decode(Buffer.from([0xc4, 0xe3])).doubtful).toBe(true);
    expect(decode(iconv.encode(simplified.join(''), 'gb18030')).doubtful).toBe(false);
  });
});

describe.skipIf(!hasCorpus())('passages of the shared questions', () => {
  const passages = (set: string): string[] => readFileSync(join(sharedFolder, 'data/A_rag', set, 'corpus.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { text: string }).text);
  for (const [encoding, set] of [['gb18030', 'xquad-zh'], ['big5', 'drcd'], ['windows-1252', 'xquad-en'], ['utf-16le', 'cmrc2018'], ['utf-16be', 'drcd']] as const) {
    it(`come out at least 99.5 % right in ${encoding}`, () => {
      let right = 0;
      let all = 0;
      for (const passage of passages(set)) {
        const bytes = iconv.encode(passage, encoding);
        // What the encoding cannot write at all is lost before Sprout sees it.
        const written = iconv.decode(bytes, encoding);
        const { text } = decode(bytes);
        all += written.length;
        right += [...written].filter((character, at) => character === text[at]).length;
      }
      expect(right / all).toBeGreaterThanOrEqual(0.995);
    });
  }
});
