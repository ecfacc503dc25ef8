import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useRouter } from "@tanstack/react-router";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { api, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { TypeIcon } from "../../ui";
import { requiredText } from "../form";
import { useTypes } from "./fields/use-types";
import { FormDialog } from "./form-dialog";
import { InputField, SelectField } from "./form-fields";

const filled = z.string().check(z.trim(), z.minLength(1, { error: requiredText }));
const objectSchema = z.object({ label: filled, plural_label: filled, icon: z.string() });
// Kith has words of its own for what is built in.
const word = z.string().check(z.trim());
const builtInSchema = z.object({ label: word, plural_label: word, icon: z.string() });
type ObjectValues = z.infer<typeof objectSchema>;

// A choice of those that the client can draw.
const icons =
  "box briefcase building calendar car clipboard file flag folder globe graduation-cap heart house kanban life-buoy map-pin megaphone milestone network receipt rocket shopping-cart star tag target ticket truck users wallet wrench".split(
    " ",
  );

/** What becomes of a word that is emptied. */
export const kithsOwn = () =>
  i18n._({ id: "settings.objects.kiths_own", message: "Left empty it is Kith's own word." });

interface EditObjectDialogProps {
  type: TypeSchema;
  open: boolean;
  onClose: () => void;
}

/** What an object is called and drawn with; one's own is removed here, too, once it is empty. */
export function EditObjectDialog({ type, open, onClose }: EditObjectDialogProps) {
  const { path, renew } = useTypes(type);
  const router = useRouter();
  const form = useForm<ObjectValues>({
    resolver: standardSchemaResolver(type.own ? objectSchema : builtInSchema),
    values: { label: type.label, plural_label: type.plural_label, icon: type.icon },
  });
  const submit = async (values: ObjectValues) => {
    await api.patch(path, values);
    await renew();
  };
  const remove = async () => {
    await api.delete(path);
    await router.navigate({ to: "/settings/objects" });
    await renew();
  };
  const offered = icons.includes(type.icon) ? icons : [type.icon, ...icons];
  return (
    <FormDialog
      form={form}
      open={open}
      onClose={onClose}
      title={i18n._({ id: "settings.objects.change", message: "Change the object" })}
      width="small"
      action={i18n._({ id: "settings.save", message: "Save" })}
      onSubmit={submit}
      {...(type.own ? { onRemove: remove } : {})}
    >
      <InputField
        form={form}
        name="label"
        label={i18n._({ id: "settings.objects.one", message: "One is called" })}
        help={type.own ? i18n._({ id: "settings.objects.one_help", message: "As in “Project”." }) : kithsOwn()}
      />
      <InputField
        form={form}
        name="plural_label"
        label={i18n._({ id: "settings.objects.many", message: "Several are called" })}
        help={type.own ? i18n._({ id: "settings.objects.many_help", message: "As in “Projects”." }) : kithsOwn()}
      />
      <SelectField
        form={form}
        name="icon"
        label={i18n._({ id: "settings.objects.icon", message: "Picture" })}
        options={offered.map((name) => ({
          value: name,
          label: name,
          content: (
            <span className="inline-flex items-center gap-2">
              <TypeIcon name={name} />
              {name}
            </span>
          ),
        }))}
      />
    </FormDialog>
  );
}
