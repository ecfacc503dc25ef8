import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { Controller, useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type RecordData, typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { useSchema } from "../../records";
import { Dot } from "../../ui";
import { CheckboxList } from "./checkbox-list";
import { FormDialog } from "./form-dialog";
import { InputField, SelectField } from "./form-fields";
import { hueName, hues } from "./hues";
import { outcomeOf } from "./pipelines";

const grey = "-";

const stageSchema = z.object({
  color: z.string(),
  days_until_stale: z.string().check(z.trim()),
  forecast_category: z.string(),
  required_to_enter: z.array(z.string()),
});
type StageValues = z.infer<typeof stageSchema>;

interface StageDialogProps {
  stage: RecordData;
  onClose: () => void;
}

/** What a stage looks like on the board, when deals in it are stale, and what they need to enter it. */
export function StageDialog({ stage, onClose }: StageDialogProps) {
  const schema = useSchema();
  const client = useQueryClient();
  const form = useForm<StageValues>({
    resolver: standardSchemaResolver(stageSchema),
    defaultValues: {
      color: typeof stage.color === "number" ? String(stage.color) : grey,
      days_until_stale: String(stage.days_until_stale ?? ""),
      forecast_category: String(stage.forecast_category ?? ""),
      required_to_enter: (stage.required_to_enter as string[] | null) ?? [],
    },
  });
  const { errors } = form.formState;
  const chosen = form.watch("color");
  const known = hues.map((hue) => ({
    value: String(hue),
    label: hueName(hue),
    content: <Hue hue={hue} label={hueName(hue)} />,
  }));
  // One that was set through the API may be none of these.
  const other =
    chosen === grey || known.some(({ value }) => value === chosen)
      ? []
      : [{ value: chosen, label: chosen, content: <Hue hue={Number(chosen)} label={chosen} /> }];
  const none = i18n._({ id: "settings.hue.grey", message: "Grey" });
  const asked = (typeNamed(schema, "deal")?.fields ?? []).filter(
    ({ name, system, read_only }) => !(system || read_only || name === "pipeline" || name === "stage"),
  );
  const open = outcomeOf(stage) === "open";
  const counted = typeNamed(schema, "stage")?.fields.find(({ name }) => name === "forecast_category")?.choices ?? [];
  const submit = async ({ color, days_until_stale: days, forecast_category, required_to_enter }: StageValues) => {
    await api.patch(`stages/${stage.id}`, {
      color: color === grey ? null : Number(color),
      days_until_stale: days === "" ? null : days,
      required_to_enter,
      ...(open ? { forecast_category } : {}),
    });
    await client.invalidateQueries({ queryKey: ["records"] });
  };
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={i18n._({
        id: "settings.stages.settings_of",
        message: "Stage “{name}”",
        values: { name: String(stage.name ?? "") },
      })}
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
    >
      {open && (
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField
            form={form}
            name="color"
            label={i18n._({ id: "settings.stages.color", message: "Color" })}
            options={[{ value: grey, label: none, content: <Hue hue={null} label={none} /> }, ...known, ...other]}
          />
          <InputField
            form={form}
            name="days_until_stale"
            label={i18n._({ id: "settings.stages.stale", message: "Stale after days" })}
            help={i18n._({ id: "settings.stages.stale_help", message: "Never, when you leave it empty." })}
            inputMode="numeric"
          />
          <SelectField
            form={form}
            name="forecast_category"
            label={i18n._({ id: "settings.stages.forecast", message: "In the forecast" })}
            options={counted.filter(({ value }) => value !== "closed")}
          />
        </div>
      )}
      <Controller
        control={form.control}
        name="required_to_enter"
        render={({ field }) => (
          <CheckboxList
            label={i18n._({ id: "settings.stages.required", message: "Must be filled before a deal enters" })}
            options={asked}
            value={field.value}
            onChange={field.onChange}
            error={errors.required_to_enter?.message}
          />
        )}
      />
    </FormDialog>
  );
}

function Hue({ hue, label }: { hue: number | null; label: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <Dot hue={hue} />
      {label}
    </span>
  );
}
