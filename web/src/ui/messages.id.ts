import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  close: "Tutup",
  retry: "Coba lagi",
  failed: "Ini tidak dapat dimuat",
  "by-itself": "Ini dicoba lagi dengan sendirinya.",
  loading: "Memuat",
  all: "Tampilkan semua",
  less: "Tampilkan sedikit",
  undo: "Urungkan",
  "value-missing": "Harap isi kolom ini.",
  "no-email": "Alamat surel bentuknya seperti nama@example.org.",
  "too-small": "Paling sedikit {least}.",
  "too-large": "Paling banyak {most}.",
} satisfies Messages<keyof typeof en>;
