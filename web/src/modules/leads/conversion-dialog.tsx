import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type ApiProblem, api, asProblem, type RecordData, type Value } from "../../api";
import { i18n } from "../../i18n";
import { type ActionDialogProps, FieldEditor, useSchema } from "../../records";
import { Button, Checkbox, Dialog, Field, Input, Skeleton } from "../../ui";
import { conversionQuery, type Picked } from "./calls";
import { type Choice, candidatesOf, type Part, proposed } from "./choice";
import { PartChoice } from "./part-choice";

/** Asks what leads become: one with every choice, many with the same rules for all. */
export function ConversionDialog(props: ActionDialogProps) {
  const { target } = props;
  const [only, ...more] = "ids" in target ? target.ids : [];
  return only !== undefined && more.length === 0 ? <One {...props} id={only} /> : <Many {...props} />;
}

const text = (value: Value | undefined) => (typeof value === "string" ? value : "");
const dealFields = ["pipeline", "stage", "amount"];

function One({ type, action, perform, onClose, id }: ActionDialogProps & { id: string }) {
  const schema = useSchema();
  const [chosen, setChosen] = useState<{ [part in Part]?: Choice }>({});
  const [replace, setReplace] = useState<ReadonlySet<string>>(new Set());
  const [deal, setDeal] = useState<{ [field: string]: Value }>({});
  const { problem, busy, convert } = useConversion({ perform, onClose });
  const picked = Object.fromEntries(
    Object.entries(chosen).flatMap(([part, choice]) => (choice.kind === "join" ? [[part, choice.id]] : [])),
  ) as Picked;
  const lead = useQuery({
    queryKey: ["records", type.plural, "one", id, "conversion"],
    queryFn: ({ signal }) => api.get<RecordData>(`${type.plural}/${id}`, { signal }),
    staleTime: 0,
  });
  const met = useQuery({ ...conversionQuery(id, picked), placeholderData: keepPreviousData });
  const error = asProblem(lead.error ?? met.error);
  const title = i18n._({
    id: "leads.convert",
    message: "Convert {name}",
    values: { name: text(lead.data?.name) },
  });
  if (lead.data === undefined || met.data === undefined) {
    return (
      <Dialog open onClose={onClose} title={title} width="medium">
        {error === undefined ? <Skeleton className="h-60" /> : <p role="alert">{error.message}</p>}
      </Dialog>
    );
  }
  const record = lead.data;
  const company = text(record.company_name);
  const choiceOf = (part: Part) => chosen[part] ?? proposed(met.data, part, company !== "");
  const dealName = text(deal.deal_name) || company || text(record.name);
  const names: { [part in Part]: string } = { company, contact: text(record.name), deal: dealName };

  const save = () => {
    const parts: Part[] = ["company", "contact", "deal"];
    const joined = parts.flatMap((part) => {
      const choice = choiceOf(part);
      return choice.kind === "join" ? [[part, choice.id] as const] : [];
    });
    return convert({
      ...Object.fromEntries(joined),
      ...(choiceOf("company").kind === "join" ? {} : { make_company: choiceOf("company").kind === "new" }),
      make_deal: choiceOf("deal").kind === "new",
      ...(choiceOf("deal").kind === "new" ? { ...deal, deal_name: dealName } : {}),
      replace: [...replace],
    });
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      width="medium"
      footer={<Footer label={action.label} busy={busy} onCancel={onClose} onConvert={() => void save()} />}
    >
      <div className="flex flex-col gap-4">
        {(["company", "contact", "deal"] as const).map((part) => {
          const of = schema.types.find((one) => one.name === part);
          if (of === undefined) return null;
          return (
            <PartChoice
              key={part}
              part={part}
              type={of}
              lead={type}
              action={action}
              name={names[part]}
              candidates={candidatesOf(met.data, part)}
              choice={choiceOf(part)}
              onChoice={(choice) => setChosen({ ...chosen, [part]: choice })}
              replace={replace}
              onReplace={(key, taken) =>
                setReplace(new Set(taken ? [...replace, key] : [...replace].filter((one) => one !== key)))
              }
              mayBeNone={part !== "contact"}
            >
              {part === "deal" && (
                <div className="ms-6 grid gap-2 sm:grid-cols-2">
                  <Field label={i18n._({ id: "leads.deal_name", message: "Deal name" })}>
                    {(control) => (
                      <Input
                        {...control}
                        value={text(deal.deal_name)}
                        placeholder={dealName}
                        onChange={(event) => setDeal({ ...deal, deal_name: event.target.value })}
                      />
                    )}
                  </Field>
                  {action.input
                    .filter((field) => dealFields.includes(field.name))
                    .map((field) => (
                      <Field key={field.name} label={field.label}>
                        {(control) => (
                          <FieldEditor
                            {...control}
                            field={field}
                            value={deal[field.name] ?? null}
                            onChange={(value) => setDeal({ ...deal, [field.name]: value })}
                          />
                        )}
                      </Field>
                    ))}
                </div>
              )}
            </PartChoice>
          );
        })}
        {met.data.left_behind.length > 0 && (
          <p className="border-line border-t pt-3 text-muted text-small">
            {i18n._({
              id: "leads.left_behind",
              message: "Stays with the lead, where it can be read from now on: {fields}",
              values: { fields: met.data.left_behind.map(({ label }) => label).join(", ") },
            })}
          </p>
        )}
        <Refusal problem={problem} />
      </div>
    </Dialog>
  );
}

function Many({ action, target, perform, onClose }: ActionDialogProps) {
  const [match, setMatch] = useState(true);
  const [deals, setDeals] = useState(true);
  const { problem, busy, convert } = useConversion({ perform, onClose });
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={
        "ids" in target
          ? i18n._({
              id: "leads.convert_many",
              message: "Convert {count, plural, one {# lead} other {# leads}}",
              values: { count: target.ids.length },
            })
          : i18n._({ id: "leads.convert_all", message: "Convert all chosen leads" })
      }
      footer={
        <Footer
          label={action.label}
          busy={busy}
          onCancel={onClose}
          onConvert={() => void convert({ match, make_deal: deals })}
        />
      }
    >
      <div className="flex flex-col gap-3">
        <Checkbox checked={match} onChange={setMatch}>
          {i18n._({
            id: "leads.match",
            message: "Join companies and contacts that have the same e-mail address, telephone number or domain",
          })}
        </Checkbox>
        <Checkbox checked={deals} onChange={setDeals}>
          {i18n._({ id: "leads.make_deals", message: "Make a deal for each" })}
        </Checkbox>
        <p className="text-muted text-small">
          {i18n._({
            id: "leads.many_text",
            message: "One that cannot be converted stays as it is, and you are told why.",
          })}
        </p>
        <Refusal problem={problem} />
      </div>
    </Dialog>
  );
}

function Refusal({ problem }: { problem: ApiProblem | undefined }) {
  if (problem === undefined) return null;
  const reasons = problem.errors.map(({ message }) => message);
  return (
    <p role="alert" className="text-danger">
      {reasons.length > 0 ? reasons.join(" ") : problem.message}
    </p>
  );
}

interface FooterProps {
  label: string;
  busy: boolean;
  onCancel: () => void;
  onConvert: () => void;
}

function Footer({ label, busy, onCancel, onConvert }: FooterProps) {
  return (
    <>
      <Button onClick={onCancel}>{i18n._({ id: "leads.cancel", message: "Cancel" })}</Button>
      <Button variant="primary" busy={busy} onClick={onConvert}>
        {label}
      </Button>
    </>
  );
}

/** Carries a conversion out, and closes the dialog once it is done. */
function useConversion({ perform, onClose }: Pick<ActionDialogProps, "perform" | "onClose">) {
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const convert = async (input: Parameters<typeof perform>[0]) => {
    setBusy(true);
    const refused = await perform(input);
    setBusy(false);
    if (refused === undefined) onClose();
    else setProblem(refused);
  };
  return { problem, busy, convert };
}
