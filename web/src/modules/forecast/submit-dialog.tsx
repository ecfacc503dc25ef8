import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, asProblem, type Forecast, type ForecastRow, type RecordData, typeNamed } from "../../api";
import { formatDateTime, formatMoney, i18n } from "../../i18n";
import { asLink, complain, fieldNamed, RecordForm, useMe, useSchema, windowQuery } from "../../records";
import { Button, Dialog } from "../../ui";

interface SubmitDialogProps {
  forecast: Forecast;
  row: ForecastRow & { of: NonNullable<ForecastRow["of"]> };
  onClose: () => void;
}

const most = 20;

/** Says what somebody will bring, beside what their deals come to and what was said before. */
export function SubmitDialog({ forecast, row, onClose }: SubmitDialogProps) {
  const client = useQueryClient();
  const type = typeNamed(useSchema(), "forecast_submission");
  const me = useMe();
  const { period, currency } = forecast;
  const before = useQuery({
    ...windowQuery(
      {
        plural: "forecast_submissions",
        where: `person = "${row.of.id}" and period = "${period.unit}" and starts_on >= "${period.from}" and starts_on <= "${period.to}"`,
        sort: "-created_at",
        fields: ["created_by", "created_at", "commit", "best_case", "description"],
      },
      most,
    ),
    staleTime: 0,
  });
  if (type === undefined || row.words === null) return null;
  const money = (amount: string) => formatMoney({ amount, currency });
  const own = me.person.id === row.of.id;
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["sums", "deals"] }),
      client.invalidateQueries({ queryKey: ["records", "forecast_submissions"] }),
    ]);
  const takeBack = async (id: string) => {
    try {
      await api.delete(`forecast_submissions/${id}`);
      await refresh();
      await before.refetch();
    } catch (error) {
      complain(error);
    }
  };
  // What nobody changes is said as it stands.
  const expected = {
    commit: { amount: row.words.commit, currency },
    best_case: { amount: row.words.best_case, currency },
  };
  const values = { name: row.of.title, period: period.name };
  return (
    <Dialog
      open
      onClose={onClose}
      width="small"
      title={
        own
          ? i18n._({ id: "forecast.submit.own", message: "Submit your forecast of {period}", values })
          : i18n._({ id: "forecast.submit.of", message: "What {name} brings in {period}", values })
      }
      description={i18n._({
        id: "forecast.submit.deals",
        message: "The deals come to {closed} won, {committed} with what is committed and {best} at best.",
        values: {
          closed: money(row.total.closed),
          committed: money(row.total.committed),
          best: money(row.total.at_best),
        },
      })}
    >
      <div className="flex flex-col gap-4">
        <RecordForm
          fields={{
            first: ["commit", "best_case", "description"].flatMap((name) => fieldNamed(type, name) ?? []),
            more: [],
          }}
          values={expected}
          submitLabel={i18n._({ id: "forecast.submit", message: "Submit" })}
          onCancel={onClose}
          onSubmit={async (input) => {
            try {
              await api.post("forecast/submissions", {
                ...expected,
                ...input,
                person: row.of.id,
                period: period.unit,
                starts_on: period.from,
              });
            } catch (error) {
              const refused = asProblem(error);
              if (refused === undefined) throw error;
              return refused;
            }
            await refresh();
            onClose();
            return undefined;
          }}
        />
        {before.data !== undefined && before.data.data.length > 0 && (
          <Before records={before.data.data} own={me.person.id} onTakeBack={(id) => void takeBack(id)} />
        )}
      </div>
    </Dialog>
  );
}

interface BeforeProps {
  records: readonly RecordData[];
  /** Id of who looks. */
  own: string;
  onTakeBack: (id: string) => void;
}

/** What was said before, the latest first. */
function Before({ records, own, onTakeBack }: BeforeProps) {
  const title = i18n._({ id: "forecast.before", message: "Said before" });
  return (
    <section className="flex flex-col gap-1 border-line border-t pt-3">
      <h3 className="font-medium">{title}</h3>
      <ul aria-label={title} className="flex flex-col gap-2">
        {records.map((said) => {
          const by = asLink(said.created_by);
          const amounts = [said.commit, said.best_case].flatMap((value) =>
            value == null ? [] : [formatMoney(value as { amount: string; currency: string })],
          );
          return (
            <li key={said.id} className="flex flex-wrap items-baseline gap-x-2">
              <span className="tabular-nums">{amounts.join(" – ")}</span>
              <span className="text-muted text-small">
                {[by?.title, formatDateTime(String(said.created_at))].filter(Boolean).join(", ")}
              </span>
              {by?.id === own && (
                <Button size="small" variant="quiet" className="ms-auto" onClick={() => onTakeBack(said.id)}>
                  {i18n._({ id: "forecast.take_back", message: "Take back" })}
                </Button>
              )}
              {said.description != null && said.description !== "" && (
                <p className="w-full wrap-anywhere whitespace-pre-line text-small">{String(said.description)}</p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
