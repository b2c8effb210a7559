import chardet from "chardet";
import iconv from "iconv-lite";

/** Text of a file with the name of the encoding it was read in. */
export interface DecodedText {
  text: string;
  encoding: string;
  /** False when the encoding follows from the bytes themselves, true when it is the best guess. */
  isGuess: boolean;
}

/** Single-byte alphabets that cannot be mistaken for Western European text. */
const OTHER_ALPHABETS = new Set([
  "windows-1251",
  "KOI8-R",
  "ISO-8859-5",
  "windows-1253",
  "ISO-8859-7",
  "windows-1255",
  "ISO-8859-8",
  "windows-1256",
  "ISO-8859-6",
]);
/** Bytes that make no text in an encoding of several bytes a character, so a match means something. */
const MULTI_BYTE = new Set(["Shift_JIS", "GB18030", "Big5", "EUC-JP", "EUC-KR"]);
/** Least confidence, of 100: found by trial on short lists of names. */
const CONFIDENT = { alphabet: 25, multiByte: 40 };

/** Words with other letters than A to Z: headings and numbers in between would blur the guess. */
function foreignWords(bytes: Buffer): Buffer {
  const words = bytes.toString("latin1").split(/[\s,;"]+/);
  return Buffer.from(words.filter((word) => /[\u0080-\u00FF]/.test(word)).join(" "), "latin1");
}

/** UTF-16 without a byte order mark: every other byte of Western text is zero. */
function guessUtf16(bytes: Buffer): string | undefined {
  const sample = bytes.subarray(0, 2_000);
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  const enough = sample.length / 4;
  if (odd > enough && even < odd / 4) return "UTF-16LE";
  return even > enough && odd < even / 4 ? "UTF-16BE" : undefined;
}

function markedEncoding(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "UTF-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "UTF-16LE";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "UTF-16BE" : undefined;
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/**
 * Windows-1252 unless the bytes clearly speak for another alphabet: its Eastern and Baltic relatives
 * differ in a handful of letters only, and a guess among them is wrong more often than right.
 */
function guessLegacy(bytes: Buffer): string {
  const [best] = chardet.analyse(foreignWords(bytes));
  if (best === undefined) return "windows-1252";
  const isClear =
    (OTHER_ALPHABETS.has(best.name) && best.confidence >= CONFIDENT.alphabet) ||
    (MULTI_BYTE.has(best.name) && best.confidence >= CONFIDENT.multiByte);
  return isClear ? best.name : "windows-1252";
}

/** Turns the bytes of a text file into text: UTF-8, UTF-16, Windows-1252 and other old encodings. */
export function decodeText(bytes: Buffer): DecodedText {
  const certain = markedEncoding(bytes) ?? guessUtf16(bytes);
  const encoding = certain ?? (isUtf8(bytes) ? "UTF-8" : guessLegacy(bytes));
  const isGuess = certain === undefined && encoding !== "UTF-8";
  return { text: iconv.decode(bytes, encoding), encoding, isGuess };
}
