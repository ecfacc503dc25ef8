import type { ImportUpload } from "../../api";

/** A file with what the server read in it. The file stays at hand for another reading as another type. */
export interface Uploaded {
  file: File;
  upload: ImportUpload;
}

// Survives the way to the progress page and back, but not a reload: the files themselves are gone then.
let waiting: Uploaded[] = [];

export function queueUploads(uploads: readonly Uploaded[]): void {
  waiting = [...uploads];
}

/** The file that comes next, without taking it. */
export function nextUpload(): Uploaded | undefined {
  return waiting[0];
}

export function takeUpload(): Uploaded | undefined {
  return waiting.shift();
}
