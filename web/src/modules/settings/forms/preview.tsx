import { type FieldSchema, type RecordData, typeNamed } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Section } from "../section";

const text = (value: unknown) => (typeof value === "string" ? value : "");

/** What visitors see, as it is saved; nothing in it can be used. */
export function Preview({ form, questions }: { form: RecordData; questions: readonly RecordData[] }) {
  const schema = useSchema();
  const fields = typeNamed(schema, "lead")?.fields ?? [];
  const asked = questions.filter(({ hidden }) => hidden !== true);
  return (
    <Section title={i18n._({ id: "settings.forms.preview", message: "What visitors see" })}>
      <div inert className="flex flex-col gap-3 rounded-panel border border-line p-4">
        <p className="wrap-anywhere font-semibold text-title">{text(form.heading) || text(form.name)}</p>
        {text(form.intro) !== "" && <p className="wrap-anywhere whitespace-pre-line">{text(form.intro)}</p>}
        {asked.map((question) => (
          <Asked
            key={question.id}
            question={question}
            kind={fields.find(({ name }) => name === question.field)?.kind ?? "text"}
          />
        ))}
        <span className="self-start rounded-control bg-accent px-4 py-2 text-on-accent">
          {text(form.button) || i18n._({ id: "settings.forms.send", message: "Send" })}
        </span>
      </div>
    </Section>
  );
}

function Asked({ question, kind }: { question: RecordData; kind: FieldSchema["kind"] }) {
  const label = text(question.name) + (question.mandatory === true ? " *" : "");
  const help = text(question.help);
  const box = "rounded-control border border-line";
  if (kind === "boolean")
    return (
      <div className="flex items-center gap-2">
        <span className={`${box} size-4 shrink-0`} />
        <span className="wrap-anywhere">{label}</span>
      </div>
    );
  return (
    <div className="flex flex-col gap-1">
      <span className="wrap-anywhere">{label}</span>
      <span className={`${box} ${kind === "markdown" ? "h-20" : "h-9"}`} />
      {help !== "" && <span className="wrap-anywhere text-muted text-small">{help}</span>}
    </div>
  );
}
