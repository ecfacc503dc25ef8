import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import type { Link } from "../../../api";
import { i18n } from "../../../i18n";
import { LinkPicker } from "../../../records";
import { FormDialog } from "../form-dialog";
import { BoundField } from "../form-fields";

const moveSchema = z.object({ above: z.custom<Link | null>() });

interface MoveDialogProps {
  territory: Link;
  above: Link | null;
  onClose: () => void;
  onMove: (to: string | null) => Promise<void>;
}

/** Puts a territory into another one. */
export function MoveDialog({ territory, above, onClose, onMove }: MoveDialogProps) {
  const form = useForm<z.infer<typeof moveSchema>>({
    resolver: standardSchemaResolver(moveSchema),
    defaultValues: { above },
  });
  return (
    <FormDialog
      form={form}
      open
      onClose={onClose}
      title={i18n._({
        id: "settings.territories.move_title",
        message: "Move {name}",
        values: { name: territory.title },
      })}
      action={i18n._({ id: "settings.territories.move_do", message: "Move" })}
      onSubmit={(values) => onMove(values.above?.id ?? null)}
    >
      <BoundField
        form={form}
        name="above"
        label={i18n._({ id: "settings.territories.above", message: "Lies in" })}
        help={i18n._({ id: "settings.territories.above_help", message: "Nothing for the top." })}
      >
        {(control, { value, onChange }) => <LinkPicker {...control} to="territory" value={value} onChange={onChange} />}
      </BoundField>
    </FormDialog>
  );
}
