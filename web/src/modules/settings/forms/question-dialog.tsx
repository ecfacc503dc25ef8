import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useQueryClient } from "@tanstack/react-query";
import { useForm, useWatch } from "react-hook-form";
import * as z from "zod/mini";
import { api, type RecordData } from "../../../api";
import { i18n } from "../../../i18n";
import { useSchema } from "../../../records";
import { requiredText } from "../../form";
import { FormDialog } from "../form-dialog";
import { CheckboxField, InputField, SelectField } from "../form-fields";
import { formFields } from "./fields";

const questionSchema = z.object({
  field: z.string().check(z.minLength(1, { error: requiredText })),
  name: z.string().check(z.trim()),
  help: z.string().check(z.trim()),
  mandatory: z.boolean(),
  hidden: z.boolean(),
  value: z.string().check(z.trim()),
});
type QuestionValues = z.infer<typeof questionSchema>;

const text = (value: unknown) => (typeof value === "string" ? value : "");

interface QuestionDialogProps {
  form: string;
  /** The question that is changed; undefined for a new one. */
  question: RecordData | undefined;
  open: boolean;
  onClose: () => void;
}

/** Makes or changes something that a form asks, or fills in by itself. */
export function QuestionDialog({ form: of, question, open, onClose }: QuestionDialogProps) {
  const schema = useSchema();
  const client = useQueryClient();
  const form = useForm<QuestionValues>({
    resolver: standardSchemaResolver(questionSchema),
    values: {
      field: text(question?.field),
      name: text(question?.name),
      help: text(question?.help),
      mandatory: question?.mandatory === true,
      hidden: question?.hidden === true,
      value: text(question?.value),
    },
  });
  const { control } = form;
  const hidden = useWatch({ control, name: "hidden" });
  const settle = () => client.invalidateQueries({ queryKey: ["records"] });
  const submit = async (values: QuestionValues) => {
    const body = {
      field: values.field,
      help: values.help || null,
      mandatory: values.mandatory && !values.hidden,
      hidden: values.hidden,
      value: values.hidden ? values.value || null : null,
      ...(values.name === "" ? {} : { name: values.name }),
    };
    await (question === undefined
      ? api.post("form_questions", { ...body, web_form: of })
      : api.patch(`form_questions/${question.id}`, body));
    await settle();
  };
  const remove = async () => {
    await api.delete(`form_questions/${question?.id ?? ""}`);
    await settle();
  };
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={
        question === undefined
          ? i18n._({ id: "settings.forms.add_question", message: "Add a question" })
          : i18n._({ id: "settings.forms.change_question", message: "Change the question" })
      }
      action={
        question === undefined
          ? i18n._({ id: "settings.add", message: "Add" })
          : i18n._({ id: "settings.save", message: "Save" })
      }
      onSubmit={submit}
      onRemove={question === undefined ? undefined : remove}
    >
      <SelectField
        form={form}
        name="field"
        label={i18n._({ id: "settings.forms.field", message: "Field of the lead" })}
        required
        placeholder={i18n._({ id: "settings.forms.choose", message: "Choose" })}
        options={formFields(schema, hidden).map(({ name, label }) => ({ value: name, label }))}
      />
      <CheckboxField form={form} name="hidden">
        {i18n._({ id: "settings.forms.hidden", message: "Nobody is asked: every lead gets the same value" })}
      </CheckboxField>
      {hidden ? (
        <InputField form={form} name="value" label={i18n._({ id: "settings.forms.value", message: "Value" })} />
      ) : (
        <>
          <InputField
            form={form}
            name="name"
            label={i18n._({ id: "settings.forms.label", message: "Label" })}
            help={i18n._({ id: "settings.forms.label_help", message: "That of the field, when you leave it empty." })}
          />
          <InputField form={form} name="help" label={i18n._({ id: "settings.forms.help", message: "Help below it" })} />
          <CheckboxField form={form} name="mandatory">
            {i18n._({ id: "settings.forms.mandatory", message: "Must be filled" })}
          </CheckboxField>
        </>
      )}
    </FormDialog>
  );
}
