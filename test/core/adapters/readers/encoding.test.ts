import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decode } from '../../../../core/adapters/readers/encoding.ts';
import { doubts } from '../../../../core/adapters/readers/text.ts';
import { localWarning } from '../../../../core/features/health/index.ts';
import { hasCorpus, sharedFolder } from '../../../support/corpus.ts';

const simplified = ['退货须在收货后三十天内提出，商品须保持完好。', '营业时间：周一至周五 9:00—18:00，周末休息。', '产品名称,单价,库存\n龙井茶,128,45\n紫砂壶,560,12\n'];
const traditional = ['退貨須於收貨後三十天內提出，商品須保持完好。', '營業時間：週一至週五上午九時至下午六時。', '產品名稱,單價,庫存\n龍井茶,128,45\n'];
const japanese = ['返品は商品到着後三十日以内にお申し出ください。', '営業時間は平日の午前九時から午後六時までです。', '名前,年齢,住所\n佐藤太郎,30,東京\n'];
/** From the public domain, so that nobody here chose its words: the openings of 吾輩は猫である and 走れメロス, and a bank's line in half-width katakana. */
const japaneseLong = [
  '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。',
  'メロスは激怒した。必ず、かの邪智暴虐の王を除かなければならぬと決意した。メロスには政治がわからぬ。メロスは、村の牧人である。笛を吹き、羊と遊んで暮して来た。',
  '商品名,単価,在庫\n緑茶,1280,45\n急須,5600,12\n煎餅セット,980,30\n', 'お支払いは銀行振込またはクレジットカードでお願いいたします。',
];
const halfWidth = 'ﾌﾘｺﾐ ﾔﾏﾀﾞ ﾀﾛｳ 120,000\nﾃｽｳﾘｮｳ ｶ)ﾐﾄﾞﾘﾁｬﾔ 440\n';
/** The first articles of the constitution of Korea, the opening of 애국가, and what a shop writes. */
const korean = [
  '대한민국은 민주공화국이다. 대한민국의 주권은 국민에게 있고, 모든 권력은 국민으로부터 나온다.', '동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세',
  '반품은 상품을 받으신 날부터 30일 이내에 신청해 주십시오.', '영업시간: 평일 오전 9시부터 오후 6시까지, 주말은 쉽니다.', '상품명,단가,재고\n녹차,12000,45\n찻주전자,56000,12\n',
];
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
  { encoding: 'euc-jp', texts: [...japanese.slice(0, 2), ...japaneseLong] },
  { encoding: 'shift_jis', texts: [...japaneseLong, halfWidth] },
  { encoding: 'euc-kr', texts: korean },
  { encoding: 'windows-1252', texts: western },
];

describe('text in an encoding that nobody named', () => {
  for (const { encoding, texts, mark } of cases) {
    it(`is read rightly in ${encoding}${mark === true ? ' with a mark' : ''}`, () => {
      for (const text of texts) expect(decode(iconv.encode(text, encoding, { addBOM: mark === true })).text).toBe(text);
    });
  }

  it('is read rightly in seven bits of ISO-2022-JP', () => {
    expect(decode(Buffer.from('\x1b$BJVIJ\x1b(B: 30\n', 'latin1')).text).toBe('返品: 30\n');
  });

  it('names what a doubtful one looks like, in both languages', () => {
    const [warning] = doubts(decode(iconv.encode('价目', 'gb18030')));
    expect(warning).toMatchObject({ code: 'encoding-doubtful', encoding: 'gb18030' });
    if (warning) for (const [locale, name] of [['en', 'GB 18030 (simplified Chinese)'], ['zh', 'GB 18030（简体中文）']] as const) expect(localWarning(warning, locale).message).toContain(locale === 'en' ? 'gb18030' : name);
  });

  it('is Chinese, with a word of doubt, where a dozen characters without kana could be either', () => {
    expect(decode(iconv.encode(japanese[2] ?? '', 'euc-jp'))).toMatchObject({ encoding: 'gb18030', doubtful: true });
  });

  it('is never misread without a word, however short: pieces of Japanese and Korean', () => {
    for (const [encoding, texts] of [['euc-jp', [...japanese, ...japaneseLong]], ['shift_jis', [...japanese, ...japaneseLong]], ['euc-kr', korean]] as const) {
      let [sure, all] = [0, 0];
      for (const text of texts) for (let at = 0; at + 8 <= text.length; at += 4) {
        const piece = text.slice(at, at + 8);
        const { text: read, doubtful } = decode(iconv.encode(piece, encoding));
        if (!doubtful) expect(read).toBe(piece);
        all += 1;
        if (!doubtful) sure += 1;
      }
      expect(sure / all, `${encoding}: eight characters are enough for most`).toBeGreaterThan(0.6);
    }
  });

  it('says when it is not sure', () => {
    expect(decode(Buffer.from([0xc4, 0xe3])).doubtful).toBe(true);
    expect(decode(iconv.encode(simplified.join(''), 'gb18030')).doubtful).toBe(false);
  });
});

describe.skipIf(!hasCorpus())('passages of the shared questions', () => {
  const passages = (set: string): string[] => readFileSync(join(sharedFolder, 'data/A_rag', set, 'corpus.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { text: string }).text);
  for (const [encoding, set] of [['gb18030', 'cmrc2018'], ['big5', 'drcd']] as const) {
    it(`are never taken for Japanese or Korean in ${encoding}, cut to a few characters, without a word`, () => {
      for (const length of [2, 3, 5, 8, 13]) {
        const wrong = passages(set).map((passage) => passage.replace(/^[\u0020-\u007e]+/, '').slice(0, length)).filter((piece) => {
          const { encoding: taken, doubtful } = decode(iconv.encode(piece, encoding));
          return !doubtful && /^(shift_jis|euc-)/.test(taken);
        });
        // Names in kana that stand in a Chinese text are Japanese.
        expect(wrong.filter((piece) => !/[\u3040-\u30ff]/.test(piece))).toEqual([]);
      }
    });
  }

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
