import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ArrowLeft, ExternalLink, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { api, type RecordData, typeNamed, type Value, type WebFormAddress } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { Button, buttonClass, IconButton, Switch } from "../../../ui";
import { complain } from "../complain";
import { Loaded } from "../loaded";
import { movedTo } from "../pipelines";
import { Copyable } from "../provider/copyable";
import { moveItems, RowMenu } from "../row-menu";
import { Rows, Section } from "../section";
import { addressQuery, formQuery, questionsQuery } from "./calls";
import { Preview } from "./preview";
import { QuestionDialog } from "./question-dialog";
import { WebFormDialog } from "./web-form-dialog";

/** One form: what it asks, how it looks, and how it gets onto a site. */
export function FormPage() {
  const { id = "" } = useParams({ strict: false });
  return (
    <>
      <Link to="/settings/forms" className="flex items-center gap-1.5 self-start text-muted hover:text-fg">
        <ArrowLeft aria-hidden="true" className="size-4 rtl:rotate-180" />
        {i18n._({ id: "settings.forms", message: "Web forms" })}
      </Link>
      <Loaded query={useQuery(formQuery(id))} height="h-24">
        {(form) => <OneForm key={id} form={form} />}
      </Loaded>
    </>
  );
}

function OneForm({ form }: { form: RecordData }) {
  const schema = useSchema();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  const address = useQuery(addressQuery(form.id)).data;
  const questions = useQuery(questionsQuery(form.id));
  const mayChange = typeNamed(schema, "web_form")?.can.update === true;
  const run = async (write: () => Promise<unknown>) => {
    try {
      await write();
    } catch (error) {
      complain(error);
    }
    await client.invalidateQueries({ queryKey: ["records"] });
  };
  const remove = () =>
    run(async () => {
      await api.delete(`web_forms/${form.id}`);
      await navigate({ to: "/settings/forms" });
    });
  return (
    <>
      <Section
        title={String(form.name)}
        actions={
          mayChange ? (
            <>
              <Button icon={<Pencil aria-hidden="true" className="size-4" />} onClick={() => setChanging(true)}>
                {i18n._({ id: "settings.forms.edit", message: "Change" })}
              </Button>
              <RowMenu
                name={String(form.name)}
                groups={[
                  {
                    items: [
                      {
                        label: i18n._({ id: "settings.forms.renew", message: "Give it another address" }),
                        run: () => void run(() => api.post(`web_forms/${form.id}/actions/renew`, {})),
                      },
                      {
                        label: i18n._({ id: "settings.remove", message: "Remove" }),
                        danger: true,
                        run: () => void remove(),
                      },
                    ],
                  },
                ]}
              />
            </>
          ) : undefined
        }
      >
        {mayChange && (
          <Switch
            checked={form.active === true}
            onChange={(active) => void run(() => api.patch(`web_forms/${form.id}`, { active }))}
          >
            {i18n._({ id: "settings.forms.active", message: "Visitors can fill it in" })}
          </Switch>
        )}
        {address !== undefined && <OnSite form={form} address={address} />}
        <WebFormDialog form={form} open={changing} onClose={() => setChanging(false)} />
      </Section>
      <Loaded query={questions}>
        {({ data }) => (
          <>
            <Questions form={form.id} questions={data} mayChange={mayChange} onWrite={run} />
            <Preview form={form} questions={data} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What to put into a site. */
function OnSite({ form, address }: { form: RecordData; address: WebFormAddress }) {
  return (
    <div className="flex flex-col gap-3">
      <Copyable label={i18n._({ id: "settings.forms.address", message: "Address" })} text={address.url} />
      <Copyable label={i18n._({ id: "settings.forms.link", message: "Link to it" })} text={address.link} />
      <Copyable label={i18n._({ id: "settings.forms.frame", message: "Show it on your site" })} text={address.frame} />
      {((form.allowed_origins as string[] | null | undefined) ?? []).length === 0 && (
        <p className="text-muted text-small">
          {i18n._({
            id: "settings.forms.no_sites",
            message: "To show it on your site, name the site first: choose Change.",
          })}
        </p>
      )}
      {form.active === true && (
        <a href={address.url} target="_blank" rel="noopener" className={`${buttonClass()} self-start`}>
          <ExternalLink aria-hidden="true" className="size-4" />
          {i18n._({ id: "settings.forms.open", message: "Open the form" })}
        </a>
      )}
    </div>
  );
}

interface QuestionsProps {
  form: string;
  questions: readonly RecordData[];
  mayChange: boolean;
  onWrite: (write: () => Promise<unknown>) => Promise<void>;
}

function Questions({ form, questions, mayChange, onWrite }: QuestionsProps) {
  const schema = useSchema();
  const [editing, setEditing] = useState<{ question: RecordData | undefined }>();
  const labels = new Map(typeNamed(schema, "lead")?.fields.map(({ name, label }) => [name, label]));
  const move = (id: string, to: number) =>
    void onWrite(() =>
      Promise.all(
        movedTo(questions, id, to).map(({ id: moved, position }) =>
          api.patch(`form_questions/${moved}`, { position } satisfies Record<string, Value>),
        ),
      ),
    );
  return (
    <Section
      title={i18n._({ id: "settings.forms.questions", message: "What it asks" })}
      actions={
        mayChange ? (
          <Button
            icon={<Plus aria-hidden="true" className="size-4" />}
            onClick={() => setEditing({ question: undefined })}
          >
            {i18n._({ id: "settings.forms.add_question", message: "Add a question" })}
          </Button>
        ) : undefined
      }
    >
      <Rows label={i18n._({ id: "settings.forms.questions", message: "What it asks" })}>
        {questions.map((question, index) => (
          <li key={question.id} className="flex min-h-11 items-center gap-3 py-1">
            <span className="flex min-w-0 grow flex-col">
              <span className="wrap-anywhere">{String(question.name)}</span>
              <span className="wrap-anywhere text-muted text-small">{describe(question, labels)}</span>
            </span>
            {mayChange && (
              <>
                <IconButton
                  label={i18n._({
                    id: "settings.forms.change_one",
                    message: "Change {name}",
                    values: { name: String(question.name) },
                  })}
                  onClick={() => setEditing({ question })}
                >
                  <Pencil aria-hidden="true" className="size-4" />
                </IconButton>
                <RowMenu
                  name={String(question.name)}
                  groups={[{ items: moveItems(index, questions.length, (to) => move(question.id, to)) }]}
                />
              </>
            )}
          </li>
        ))}
      </Rows>
      <QuestionDialog
        key={editing?.question?.id ?? "new"}
        form={form}
        question={editing?.question}
        open={editing !== undefined}
        onClose={() => setEditing(undefined)}
      />
    </Section>
  );
}

function describe(question: RecordData, labels: ReadonlyMap<string, string>): string {
  const field = labels.get(String(question.field)) ?? String(question.field);
  if (question.hidden === true)
    return i18n._({
      id: "settings.forms.fills",
      message: "Not asked: {field} is “{value}”",
      values: { field, value: String(question.value ?? "") },
    });
  const parts = [
    ...(question.name === field ? [] : [field]),
    ...(question.mandatory === true ? [i18n._({ id: "settings.forms.mandatory", message: "Must be filled" })] : []),
  ];
  return parts.join(" · ");
}
