import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Uji coba",
  lead: "Para pemimpin memulai lebih dulu selama beberapa minggu, dan semua melihat hasilnya.",
  open: "Buka uji coba",
  empty: "Belum ada uji coba",
  "empty-words":
    "Uji coba mengamati lima pemimpin atau lebih selama beberapa minggu: siapa yang ikut, berapa kiriman, bagaimana tanggapan pembaca, dan arahnya. Laporannya tercetak di satu atau dua halaman.",
  "empty-sponsor": "Administrator membuka uji coba; laporannya lalu ada di sini.",
  untitled: "Uji coba yang namanya sudah dihapus",
  "state-upcoming": "Mulai nanti",
  "state-running": "Berjalan",
  "state-counting": "Sedang dihitung",
  "state-closed": "Lengkap",
  people: "{count, plural, other {# orang}}",
  weeks: "{count, plural, other {# minggu}} mulai {day}",
  "open-title": "Buka uji coba",
  "open-words":
    "Tidak ada yang ikut dua uji coba sekaligus, dan tidak ada yang masuk atau keluar setelah dibuka. Ikut serta tetap pilihan masing-masing: setiap kiriman tetap mereka setujui sendiri.",
  name: "Nama",
  "first-week": "Minggu pertama",
  "first-week-option": "Mulai {day}",
  "how-many": "Berapa minggu",
  "goal-participation": "Sasaran: dari seratus, berapa yang menerbitkan tiap minggu",
  "goal-posts": "Sasaran: kiriman semua orang tiap minggu",
  optional: "Boleh kosong",
  who: "Siapa pesertanya",
  search: "Cari nama",
  chosen: "{count, plural, =0 {Belum ada yang dipilih; perlu lima.} other {# dipilih.}}",
  "chosen-few": "{count, plural, other {# dipilih; perlu lima.}}",
  more: "Tampilkan lagi",
  nobody: "Tidak ada yang bernama begitu.",
  create: "Buka uji cobanya",
  opened: "Uji coba dibuka.",
} satisfies Messages<keyof typeof en>;
