import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type ExchangeRate } from "../../../api";
import { currencyName, i18n } from "../../../i18n";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { InputField, SelectField } from "../form-fields";
import { currenciesQuery } from "./calls";

const filled = z.string().check(z.trim(), z.minLength(1, { error: requiredText }));
const rateSchema = z.object({ currency: filled, day: filled, rate: filled });
type RateValues = z.infer<typeof rateSchema>;

interface RateDialogProps {
  open: boolean;
  onClose: () => void;
  /** The workspace's own currency. */
  base: string;
  /** All there are to choose from. */
  currencies: readonly string[];
  /** What is changed; the currency alone where a day is added. */
  rate?: Partial<ExchangeRate> & { currency: string };
}

/** What a currency is worth on a day. */
export function RateDialog({ open, onClose, base, currencies, rate }: RateDialogProps) {
  const client = useQueryClient();
  const today = new Date().toISOString().slice(0, 10);
  const form = useForm<RateValues>({
    resolver: standardSchemaResolver(rateSchema),
    values: { currency: rate?.currency ?? "", day: rate?.day ?? today, rate: rate?.rate ?? "" },
  });
  const currency = form.watch("currency");
  const submit = async (values: RateValues) => {
    await api.put(`exchange_rates/${values.currency}/${values.day}`, { rate: values.rate.replace(",", ".") });
    await client.invalidateQueries({ queryKey: currenciesQuery.queryKey });
  };
  const changes = rate?.day !== undefined;
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        changes
          ? i18n._({ id: "settings.rates.change", message: "Change the rate" })
          : i18n._({ id: "settings.rates.add", message: "Add a rate" })
      }
      width="small"
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
    >
      {rate === undefined && (
        <SelectField
          form={form}
          name="currency"
          label={i18n._({ id: "settings.rates.currency", message: "Currency" })}
          placeholder={i18n._({ id: "settings.rates.choose", message: "Choose a currency" })}
          options={currencies
            .filter((code) => code !== base)
            .map((code) => ({ value: code, label: currencyName(code) }))}
        />
      )}
      <InputField
        form={form}
        name="day"
        type="date"
        max={today}
        readOnly={changes}
        label={i18n._({ id: "settings.rates.day", message: "Day" })}
      />
      <InputField
        form={form}
        name="rate"
        inputMode="decimal"
        label={i18n._({
          id: "settings.rates.worth",
          message: "1 {currency} is worth how many {base}?",
          values: {
            currency: currency === "" ? i18n._({ id: "settings.rates.unit", message: "unit" }) : currency,
            base,
          },
        })}
      />
    </FormDialog>
  );
}
