import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Topik",
  lead: "Yang dibicarakan program ini. Orang memilih yang mereka suka, dan itu muncul lebih dulu di beranda mereka.",
  add: "Topik baru",
  "add-hint": "Satu atau dua kata: Belajar, Keberlanjutan, Orang-orang kami.",
  "add-it": "Tambah",
  empty: "Belum ada topik",
  "empty-words": "Dengan topik, beranda tiap orang dimulai dari yang suka mereka bicarakan. Beberapa saja sudah cukup.",
  archived: "Diarsipkan",
  "archived-words": "Konten tentang ini tetap begitu; yang baru tidak bisa.",
  rename: "Ganti nama {name}",
  "new-name": "Nama baru untuk {name}",
  save: "Simpan nama",
  leave: "Biarkan seperti adanya",
  archive: "Arsipkan {name}",
  "take-up": "Pakai {name} lagi",
  "archived-now": "{name} diarsipkan.",
} satisfies Messages<keyof typeof en>;
