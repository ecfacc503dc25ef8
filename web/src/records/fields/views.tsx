import { Check, Minus } from "lucide-react";
import { formatDateTime, formatRelative } from "../../i18n";
import { Avatar, Tag, Tooltip } from "../../ui";
import { useSchema } from "../data/schema";
import { RecordLink, typeOfLink } from "../navigation";
import type { ViewProps } from "./kind";
import { Markdown, plainText, safeAddress } from "./markdown";
import { personName } from "./person-name";
import { addressLines, asAddress, asLink, asLinks, asPhone, asText, asWords, choiceLabel, valueText } from "./values";

export function TextView({ field, value }: ViewProps) {
  return valueText(field, value);
}

export function MarkdownView({ value, compact = false }: ViewProps) {
  const source = asText(value);
  return compact ? plainText(source) : <Markdown source={source} />;
}

const anchorClass = "text-fg underline decoration-line underline-offset-2 hover:decoration-current";

export function EmailView({ value, compact = false }: ViewProps) {
  const address = asText(value);
  const text = <bdi dir="ltr">{address}</bdi>;
  return compact ? (
    text
  ) : (
    <a href={`mailto:${address}`} className={anchorClass}>
      {text}
    </a>
  );
}

export function PhoneView({ value, compact = false }: ViewProps) {
  const phone = asPhone(value);
  const text = <bdi dir="ltr">{phone?.text}</bdi>;
  if (compact || phone === undefined) return text;
  return (
    <a href={`tel:${phone.number ?? phone.text}`} className={anchorClass}>
      {text}
    </a>
  );
}

export function UrlView({ value, compact = false }: ViewProps) {
  const address = asText(value);
  const text = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  const href = safeAddress(/^[a-z][a-z\d+.-]*:/i.test(address) ? address : `https://${address}`);
  if (compact || href === undefined) return text;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={anchorClass}>
      <bdi dir="ltr">{text}</bdi>
    </a>
  );
}

export function DateTimeView({ value, compact = false }: ViewProps) {
  const instant = asText(value);
  if (compact) return formatDateTime(instant);
  return (
    <Tooltip content={formatRelative(instant)}>
      <time dateTime={instant}>{formatDateTime(instant)}</time>
    </Tooltip>
  );
}

export function BooleanView({ field, value }: ViewProps) {
  const Icon = value === true ? Check : Minus;
  return (
    <span className={value === true ? "inline-flex align-middle text-fg" : "inline-flex align-middle text-muted"}>
      <Icon aria-hidden="true" className="size-4" />
      <span className="sr-only">{valueText(field, value)}</span>
    </span>
  );
}

export function ChoiceView({ field, value }: ViewProps) {
  const word = asText(value);
  return <Tag hue={field.choices?.find((choice) => choice.value === word)?.color}>{choiceLabel(field, word)}</Tag>;
}

export function ChoicesView({ field, value, compact = false }: ViewProps) {
  return (
    <span className={compact ? "flex min-w-0 gap-1 overflow-hidden" : "flex flex-wrap gap-1"}>
      {asWords(value).map((word) => (
        <Tag key={word} hue={field.choices?.find((choice) => choice.value === word)?.color}>
          {choiceLabel(field, word)}
        </Tag>
      ))}
    </span>
  );
}

export function AddressView({ value, compact = false }: ViewProps) {
  const address = asAddress(value);
  const lines = address === undefined ? [] : addressLines(address);
  if (compact) return lines.join(", ");
  return lines.map((line) => (
    <span key={line} className="block">
      {line}
    </span>
  ));
}

function OneLink({ field, value, compact = false, round = false }: ViewProps & { round?: boolean }) {
  const { types } = useSchema();
  const link = asLink(value);
  if (link === undefined) return asText(value);
  const type = typeOfLink(types, link, field.to);
  const name = round ? personName(link.title) : link.title;
  const content = (
    <>
      {round && <Avatar name={name} person={link.id} />}
      <span className="truncate">{name}</span>
    </>
  );
  const className = "inline-flex max-w-full min-w-0 items-center gap-1.5 align-bottom";
  if (compact || type === undefined) return <span className={className}>{content}</span>;
  return (
    <RecordLink of={type} id={link.id} className={`${className} ${anchorClass}`}>
      {content}
    </RecordLink>
  );
}

export function LinkView(props: ViewProps) {
  return <OneLink {...props} />;
}

export function PersonView(props: ViewProps) {
  return <OneLink {...props} round />;
}

export function LinksView({ field, value, compact = false }: ViewProps) {
  const links = asLinks(value);
  if (compact) return links.map((link) => link.title).join(", ");
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-1">
      {links.map((link) => (
        <OneLink key={link.id} field={field} value={link} />
      ))}
    </span>
  );
}
