const separators = new Intl.NumberFormat().formatToParts(12345.6);
const decimalSign = separators.find((part) => part.type === "decimal")?.value ?? ".";

/**
 * A number as people write it, "1 234,50" or "$1,234.50", as a plain decimal; undefined where it is none. A single
 * comma or point is a decimal sign, unless three digits follow and the reader's language groups with it.
 */
export function parseDecimal(text: string, decimal: string = decimalSign): string | undefined {
  const bare = text.replace(/[\s\u00a0\u202f'’_]|\p{Sc}/gu, "");
  const shape = /^([+-]?)(\d[\d.,]*|[.,]\d+)$/.exec(bare);
  if (shape === null) return undefined;
  const [, sign = "", digits = ""] = shape;
  const last = Math.max(digits.lastIndexOf(","), digits.lastIndexOf("."));
  const mark = digits[last];
  const marks = mark === undefined ? 0 : digits.split(mark).length - 1;
  const other = mark === "," ? "." : ",";
  // Groups are of three digits, or of two in India, all with the same sign.
  if (marks > 1 && (digits.includes(other) || !/^\d{1,3}([.,]\d{2,3})+$/.test(digits))) return undefined;
  const grouping = marks > 1 || (mark !== decimal && !digits.includes(other) && digits.length - last === 4);
  const whole = (last < 0 || grouping ? digits : digits.slice(0, last)).replace(/[.,]/g, "");
  const fraction = last < 0 || grouping ? "" : digits.slice(last + 1);
  if (!/^\d*$/.test(fraction)) return undefined;
  const plain = `${whole === "" ? "0" : whole.replace(/^0+(?=\d)/, "")}${fraction === "" ? "" : `.${fraction}`}`;
  return sign === "-" ? `-${plain}` : plain;
}

/** An amount with the currency named beside it, if any: "EUR 1200" or "1200 eur". */
export function parseMoney(text: string, currency: string): { amount: string; currency: string } | undefined {
  const code = /(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])/.exec(text)?.[0];
  const amount = parseDecimal(code === undefined ? text : text.replace(code, ""));
  return amount === undefined ? undefined : { amount, currency: (code ?? currency).toUpperCase() };
}

/** The plain decimal in the reader's own digits and decimal sign, ready to be edited. */
export function editableDecimal(value: string | number): string {
  return String(value).replace(".", decimalSign);
}
