import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  rank: "Peringkat",
  name: "Nama",
  points: "Poin",
  you: "Anda",
  "own-place": "Peringkat Anda",
  "own-points": "{points, plural, other {# poin}}",
  "no-points": "Yang Anda terbitkan dalam waktu ini membawa Anda ke sini.",
  "not-listed": "Hanya Anda yang melihat ini: nama Anda tidak ditampilkan.",
  "no-rank": "Terlalu sedikit orang untuk menampilkan peringkat.",
  listed: "Poin yang sama berbagi peringkat.",
  "find-me": "Tampilkan saya",
  "to-top": "Ke paling atas",
  previous: "Halaman sebelumnya",
  next: "Peringkat berikutnya",
} satisfies Messages<keyof typeof en>;
