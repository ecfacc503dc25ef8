import type { ComponentType } from "react";
import type { Kind } from "../../api";
import {
  AddressEditor,
  BooleanEditor,
  ChoiceEditor,
  ChoicesEditor,
  DateEditor,
  DateTimeEditor,
  DecimalEditor,
  EmailEditor,
  IntegerEditor,
  MarkdownEditor,
  MoneyEditor,
  PhoneEditor,
  TagsEditor,
  TextEditor,
  UrlEditor,
} from "./editors";
import type { EditorProps } from "./kind";
import { LinkEditor, LinksEditor, PersonEditor } from "./link-picker";

/** What edits each kind of field. A kind that is missing here does not compile. */
const editors: { readonly [kind in Kind]: ComponentType<EditorProps> } = {
  text: TextEditor,
  series: TextEditor,
  markdown: MarkdownEditor,
  integer: IntegerEditor,
  decimal: DecimalEditor,
  money: MoneyEditor,
  percent: DecimalEditor,
  date: DateEditor,
  datetime: DateTimeEditor,
  boolean: BooleanEditor,
  choice: ChoiceEditor,
  choices: ChoicesEditor,
  tags: TagsEditor,
  email: EmailEditor,
  phone: PhoneEditor,
  url: UrlEditor,
  address: AddressEditor,
  link: LinkEditor,
  links: LinksEditor,
  person: PersonEditor,
};

export default function FieldEditorBody(props: EditorProps) {
  const Editor = editors[props.field.kind];
  return <Editor {...props} />;
}
