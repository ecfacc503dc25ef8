import type { Address, FieldSchema, Link, Money, Phone, RecordData, TypeSchema, Value } from "../../api";
import { countryName, formatDate, formatDateTime, formatMoney, formatNumber, formatPercent, i18n } from "../../i18n";
import { personName } from "./person-name";

/** A value, or undefined while it is on the way. */
export type Known = Value | undefined;

const isObject = (value: Known): value is Link | Money | Phone | Address =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function asText(value: Known): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
export function asMoney(value: Known): Money | undefined {
  return isObject(value) && "amount" in value && "currency" in value ? value : undefined;
}
export function asLink(value: Known): Link | undefined {
  return isObject(value) && "id" in value ? value : undefined;
}
export function asLinks(value: Known): Link[] {
  return Array.isArray(value) ? value.filter((item): item is Link => typeof item === "object") : [];
}
export function asWords(value: Known): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}
export function asPhone(value: Known): Phone | undefined {
  if (typeof value === "string") return { number: null, text: value };
  return isObject(value) && "text" in value ? value : undefined;
}
export function asAddress(value: Known): Address | undefined {
  return isObject(value) && !("id" in value) && !("amount" in value) && !("text" in value)
    ? (value as Address)
    : undefined;
}

export function isBlank(value: Known): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

/** The lines of an address, without its empty parts. */
export function addressLines(address: Address): string[] {
  const town = [address.postal_code, address.city].filter(Boolean).join(" ");
  const country = address.country ? countryName(address.country) : undefined;
  return [address.street, town, address.region, country].filter((line): line is string => Boolean(line));
}

export function titleOf(type: TypeSchema, record: RecordData): string {
  const title = asText(record[type.title]);
  return title === "" ? i18n._({ id: "records.untitled", message: "Untitled" }) : title;
}

export function choiceLabel(field: FieldSchema, value: string): string {
  return field.choices?.find((choice) => choice.value === value)?.label ?? value;
}

/** A number as shown, or as it was typed while it is none. */
function spoken(value: Known, format: (value: string | number) => string): string {
  const text = asText(value);
  return text === "" || !Number.isFinite(Number(text)) ? text : format(text);
}

const texts: { readonly [kind in FieldSchema["kind"]]: (value: Known, field: FieldSchema) => string } = {
  text: asText,
  series: asText,
  markdown: asText,
  email: asText,
  url: asText,
  integer: (value) => spoken(value, formatNumber),
  decimal: (value) => spoken(value, (number) => formatNumber(number, { maximumFractionDigits: 20 })),
  percent: (value) => spoken(value, formatPercent),
  money: (value) => {
    const money = asMoney(value);
    return money !== undefined && Number.isFinite(Number(money.amount)) ? formatMoney(money) : asText(value);
  },
  date: (value) => (isBlank(value) ? "" : formatDate(asText(value))),
  datetime: (value) => (isBlank(value) ? "" : formatDateTime(asText(value))),
  boolean: (value) =>
    value === true
      ? i18n._({ id: "records.yes", message: "Yes" })
      : value === false
        ? i18n._({ id: "records.no", message: "No" })
        : "",
  choice: (value, field) => (isBlank(value) ? "" : choiceLabel(field, asText(value))),
  choices: (value, field) =>
    asWords(value)
      .map((word) => choiceLabel(field, word))
      .join(", "),
  tags: (value) => asWords(value).join(", "),
  phone: (value) => asPhone(value)?.text ?? "",
  address: (value) => {
    const address = asAddress(value);
    return address === undefined ? "" : addressLines(address).join(", ");
  },
  link: (value) => asLink(value)?.title ?? "",
  person: (value) => personName(asLink(value)?.title ?? ""),
  links: (value) =>
    asLinks(value)
      .map((link) => link.title)
      .join(", "),
};

/** A value in words, for tooltips, history, sorting by eye and screen readers. */
export function valueText(field: FieldSchema, value: Known): string {
  return isBlank(value) ? "" : texts[field.kind](value, field);
}
