import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Kontes",
  lead: "Siapa yang mengumpulkan poin terbanyak di antara dua waktu. Semua yang Anda terbitkan pada waktu itu terhitung dengan sendirinya.",
  now: "Sekarang",
  ahead: "Mendatang",
  over: "Selesai",
  earlier: "Tampilkan yang lebih lama",
  empty: "Belum ada kontes",
  "empty-words":
    "Bila administrator membukanya, kontes tampil di sini: dengan peringkat selama berjalan dan para pemenang setelah selesai.",
  untitled: "Kontes yang kata-katanya hilang",
  "is-upcoming": "Mulai {opens}",
  "is-running": "Berakhir {closes}",
  "is-counting": "Sedang dihitung",
  "is-closed": "Selesai",
  "is-called-off": "Dibatalkan",
  "from-to": "{from} sampai {to}",
  places: "{places, plural, other {# peringkat pertama menang}}",
  "counting-words":
    "Waktunya sudah habis. Pemenang ditetapkan begitu semua yang terbit sampai saat itu selesai dihitung, sekitar seperempat jam setelah berakhir.",
  "called-off-because": "Dibatalkan, tidak ada pemenang: {reason}",
  "called-off-words": "Dibatalkan, tidak ada pemenang. Poin semua orang tetap.",
  "not-ranked":
    "Kontes ini juga menghitung yang terbit sebelum dibuka, jadi tidak ada peringkat sementara. Pemenangnya diumumkan di akhir.",
  "nobody-yet": "Belum ada yang punya poin dalam kontes ini. Yang pertama memimpin.",
  leaders: "Yang memimpin: {title}",
  own: "Anda di peringkat {rank}, dengan {points, plural, other {# poin}}.",
  "own-unlisted":
    "Poin Anda setara peringkat {rank} ({points, plural, other {# poin}}). Nama Anda tidak ditampilkan: hanya Anda yang melihat ini, dan Anda tidak dapat memenangkan kontes.",
  "own-none": "Anda belum punya poin dalam kontes ini.",
  "all-standings": "Semua peringkat",
  "standings-words": "Poin dari yang terbit selama kontes dan masih ada.",
  winners: "Pemenang: {title}",
  "you-won": "Anda menang: peringkat {rank}. Selamat!",
  "no-winners": "Tidak ada yang menerbitkan sesuatu yang terhitung, jadi tidak ada pemenang.",
  somebody: "Seseorang yang namanya tidak ditampilkan",
  ties: "Poin yang sama berbagi peringkat, jadi pemenangnya lebih banyak daripada peringkatnya.",
} satisfies Messages<keyof typeof en>;
