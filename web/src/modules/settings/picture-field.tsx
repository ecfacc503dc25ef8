import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { api, type PictureList } from "../../api";
import { i18n } from "../../i18n";
import { showPictures } from "../../records/data/pictures";
import { Avatar, Button, notify } from "../../ui";
import { complain } from "./complain";
import { squareOf } from "./square";

interface PictureFieldProps {
  id: string;
  name: string;
}

/** One's picture, to choose, change and take away. */
export function PictureField({ id, name }: PictureFieldProps) {
  const queryClient = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const { data } = useQuery({
    queryKey: ["pictures"],
    queryFn: ({ signal }) => api.get<PictureList>("pictures", { signal }),
  });
  const has = data?.data.some((picture) => picture.person === id) === true;
  const path = `people/${id}/picture`;
  const act = async (call: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await call();
      await Promise.all([queryClient.invalidateQueries({ queryKey: ["pictures"] }), showPictures()]);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const choose = async (file: File) => {
    let square: Blob;
    try {
      square = await squareOf(file);
    } catch {
      notify({
        tone: "danger",
        message: i18n._({ id: "settings.picture.unreadable", message: "This file is no picture that can be shown." }),
      });
      return;
    }
    await act(() => api.put(path, square));
  };
  return (
    <div className="flex items-center gap-3">
      <Avatar name={name} person={id} size="large" />
      <input
        ref={input}
        type="file"
        accept="image/*"
        className="sr-only"
        tabIndex={-1}
        aria-label={i18n._({ id: "settings.picture", message: "Your picture" })}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) void choose(file);
        }}
      />
      <Button busy={busy} onClick={() => input.current?.click()}>
        {has
          ? i18n._({ id: "settings.picture.change", message: "Change picture" })
          : i18n._({ id: "settings.picture.choose", message: "Choose a picture" })}
      </Button>
      {has && (
        <Button variant="quiet" disabled={busy} onClick={() => void act(() => api.delete(path))}>
          {i18n._({ id: "settings.picture.remove", message: "Remove" })}
        </Button>
      )}
    </div>
  );
}
