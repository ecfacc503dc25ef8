import type { Condition, FilterPart, Operand, Operator } from "./condition";
import { isComplete } from "./condition";

/** Text as the expression language quotes it. */
export function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function writeOperand(operand: Operand): string {
  return operand.kind === "text" || operand.kind === "date" ? quote(operand.value) : String(operand.value);
}

const comparison: { readonly [operator in Operator]?: string } = {
  is: "=",
  is_not: "!=",
  less: "<",
  at_most: "<=",
  more: ">",
  at_least: ">=",
  contains: "contains",
  starts_with: "starts with",
  like: "like",
};

export function writeCondition({ field, operator, operands }: Condition): string {
  const values = operands.filter((operand) => operand.value !== "").map(writeOperand);
  const first = values[0] ?? '""';
  switch (operator) {
    case "empty":
      return `${field} is empty`;
    case "not_empty":
      return `${field} is not empty`;
    case "in_period":
      return `${field} in ${first}`;
    case "any_of":
    case "none_of": {
      const no = operator === "none_of";
      // One call that stands for several records is tested with "in".
      const set = values.length === 1 && first.startsWith("my_");
      if (values.length === 1 && !set) return `${field} ${no ? "!=" : "="} ${first}`;
      return `${field} ${no ? "not in" : "in"} ${set ? first : `(${values.join(", ")})`}`;
    }
    case "not_contains":
      return `${field} not contains ${first}`;
    default:
      return `${field} ${comparison[operator]} ${first}`;
  }
}

/** All of these at once, each safe to stand beside `and`. Empty parts are left out. */
export function allOf(...parts: readonly (string | undefined)[]): string {
  const present = parts.filter((part): part is string => part !== undefined && part.trim() !== "");
  if (present.length === 1) return present[0] ?? "";
  return present.map((part) => (splitTop(part, "or").length > 1 ? `(${part})` : part)).join(" and ");
}

export function writeFilter(parts: readonly FilterPart[]): string {
  return allOf(
    ...parts.map((part) => {
      if (part.kind === "expression") return part.text;
      return isComplete(part.condition) ? writeCondition(part.condition) : undefined;
    }),
  );
}

interface Token {
  kind: "text" | "date" | "number" | "word" | "sign";
  value: string;
  start: number;
  end: number;
}

const pattern =
  /\s*(?:"((?:[^"\\]|\\.)*)"|(\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?)|(-?\d+(?:\.\d+)?)|([A-Za-z_][\w.]*(?:\(\))?)|(<=|>=|!=|!~|[~=<>(),+*/%-]))/y;

/** The words and signs of an expression, or undefined where it holds something no chip knows. */
function tokens(source: string): Token[] | undefined {
  const found: Token[] = [];
  let at = 0;
  while (source.slice(at).trim() !== "") {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match === null) return undefined;
    const [whole, text, date, number, word, sign] = match;
    const end = at + whole.length;
    const start = end - whole.trimStart().length;
    if (text !== undefined) found.push({ kind: "text", value: text.replace(/\\(.)/g, "$1"), start, end });
    else if (date !== undefined) found.push({ kind: "date", value: date, start, end });
    else if (number !== undefined) found.push({ kind: "number", value: number, start, end });
    else if (word !== undefined) found.push({ kind: "word", value: word, start, end });
    else found.push({ kind: "sign", value: sign ?? "", start, end });
    at = end;
  }
  return found;
}

/** Cuts an expression at every `joint` outside parentheses. */
function splitTop(source: string, joint: "and" | "or"): string[] {
  const all = tokens(source);
  if (all === undefined) return [source];
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const token of all) {
    if (token.kind === "sign" && token.value === "(") depth += 1;
    else if (token.kind === "sign" && token.value === ")") depth -= 1;
    else if (depth === 0 && token.kind === "word" && token.value === joint) {
      parts.push(source.slice(from, token.start).trim());
      from = token.end;
    }
  }
  parts.push(source.slice(from).trim());
  return parts;
}

const signs: { readonly [sign: string]: Operator } = {
  "=": "is",
  "!=": "is_not",
  "<": "less",
  "<=": "at_most",
  ">": "more",
  ">=": "at_least",
  contains: "contains",
  like: "like",
  "~": "contains",
  "!~": "not_contains",
};

function operandOf(token: Token | undefined): Operand | undefined {
  if (token === undefined) return undefined;
  if (token.kind === "word") {
    if (token.value === "true" || token.value === "false") return { kind: "boolean", value: token.value === "true" };
    return /\(\)$/.test(token.value) ? { kind: "word", value: token.value } : undefined;
  }
  if (token.kind === "sign") return undefined;
  const dated = token.kind === "date" || (token.kind === "text" && /^\d{4}-\d\d-\d\d(T[\d:.]+Z?)?$/.test(token.value));
  return { kind: dated ? "date" : token.kind, value: token.value };
}

function operandList(list: readonly Token[]): Operand[] | undefined {
  if (list[0]?.value !== "(" || list.at(-1)?.value !== ")") return undefined;
  const operands: Operand[] = [];
  for (const [index, token] of list.slice(1, -1).entries()) {
    if (index % 2 === 1) {
      if (token.value !== ",") return undefined;
      continue;
    }
    const operand = operandOf(token);
    if (operand === undefined) return undefined;
    operands.push(operand);
  }
  return operands.length === 0 ? undefined : operands;
}

function readMembership(field: string, rest: readonly Token[], negated: boolean): Condition | undefined {
  const [only] = rest;
  const set = rest.length === 1 ? operandOf(only) : undefined;
  if (set?.kind === "word") return { field, operator: negated ? "none_of" : "any_of", operands: [set] };
  if (!negated && rest.length === 1 && only?.kind === "word") {
    return { field, operator: "in_period", operands: [{ kind: "word", value: only.value }] };
  }
  const operands = operandList(rest);
  return operands && { field, operator: negated ? "none_of" : "any_of", operands };
}

/** The operator that begins here, of one word or of two, and what stands after it. */
function readOperator(word: string, rest: readonly Token[]): [Operator | undefined, readonly Token[]] {
  const second = rest[0]?.kind === "word" ? rest[0].value : undefined;
  if (word === "starts") return ["starts_with", second === "with" ? rest.slice(1) : rest];
  if (word === "not") return [second === "contains" ? "not_contains" : undefined, rest.slice(1)];
  return [signs[word], rest];
}

function readTest(all: readonly Token[]): Condition | undefined {
  const [field, operator, ...rest] = all;
  if (field?.kind !== "word" || operator === undefined) return undefined;
  if (operator.value === "is") {
    const words = rest.map((token) => token.value).join(" ");
    if (words === "empty") return { field: field.value, operator: "empty", operands: [] };
    return words === "not empty" ? { field: field.value, operator: "not_empty", operands: [] } : undefined;
  }
  if (operator.value === "in") return readMembership(field.value, rest, false);
  if (operator.value === "not" && rest[0]?.value === "in") return readMembership(field.value, rest.slice(1), true);
  const [named, compared] = readOperator(operator.value, rest);
  const operand = operandOf(compared[0]);
  if (named === undefined || operand === undefined || compared.length !== 1) return undefined;
  const withinText = named === "contains" || named === "not_contains" || named === "starts_with" || named === "like";
  if (withinText && operand.kind !== "text" && operand.kind !== "date") return undefined;
  return { field: field.value, operator: named, operands: [operand] };
}

/** Reads back what `writeCondition` writes; anything cleverer is undefined. */
export function readCondition(source: string): Condition | undefined {
  const all = tokens(source);
  return all === undefined ? undefined : readTest(all);
}

/** An expression as chips, with what no chip can show kept as written. */
export function readFilter(source: string): FilterPart[] {
  if (source.trim() === "") return [];
  if (splitTop(source, "or").length > 1) return [{ kind: "expression", text: source.trim() }];
  return splitTop(source, "and").map((text) => {
    const condition = readCondition(text);
    return condition === undefined ? { kind: "expression", text } : { kind: "condition", condition };
  });
}
