import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Hasil saya",
  lead: "Dibandingkan dengan awal Anda sendiri, tidak pernah dengan orang lain. Hanya Anda yang melihatnya.",
  empty: "Kiriman pertama Anda memulainya",
  "empty-words":
    "Seminggu setelah sesuatu dari Anda terbit, Anda melihat di sini apa yang dilakukan pembaca. Delapan minggu pertama Anda menjadi pembanding minggu-minggu berikutnya.",
  "to-feed": "Ke beranda",
  engagement: "Yang dilakukan pembaca",
  "engagement-is":
    "Suka, bagikan ulang, dan balasan untuk kiriman Anda yang biasa, {days} hari setelah terbit: kira-kira separuh kiriman Anda mendapat lebih banyak, separuh lagi lebih sedikit.",
  "nothing-published": "Belum ada kiriman Anda yang terbit.",
  baseline: "Delapan minggu pertama Anda",
  now: "Tiga belas minggu terakhir",
  "not-yet": "belum",
  between: "antara {low} dan {high}",
  "of-posts": "{count} kiriman",
  "of-weeks": "{count} minggu",
  "missing-baseline-posts":
    "Belum cukup, dan itu wajar: {told} dari {needed} kiriman awal Anda sudah dihitung. Kurang dari itu, angkanya hanya kebetulan.",
  "missing-now-posts":
    "Awal Anda sudah dihitung. Sejak itu ada {told} dari {needed} kiriman; setelah itu keduanya dapat dibandingkan.",
  "missing-baseline-weeks":
    "Belum cukup, dan itu wajar: {told} dari {needed} minggu awal Anda sudah dihitung. Kurang dari itu, angkanya hanya kebetulan.",
  "missing-now-weeks":
    "Awal Anda sudah dihitung. Sejak itu ada {told} dari {needed} minggu; setelah itu keduanya dapat dibandingkan.",
  "change-more": "Lebih banyak daripada awal Anda: {value} (kemungkinan antara {low} dan {high}).",
  "change-less": "Lebih sedikit daripada awal Anda: {value} (kemungkinan antara {low} dan {high}).",
  "change-unclear": "Tidak ada perbedaan jelas dari awal Anda: di antara {low} dan {high}.",
  followers: "Pengikut di {network}",
  "not-counted": "Belum dihitung. Pengikut dihitung sekali sehari.",
  "followers-now": "Pada {since}: {first}.",
  "a-week": "Pengikut baru per minggu",
  "as-table": "Angkanya sebagai tabel",
  "counted-on": "Dihitung pada",
  "followers-column": "Pengikut",
  posts: "Kiriman Anda",
  "more-posts": "Tampilkan lagi",
  see: "Lihat di sana",
  counting: "Mengambil angka…",
  "count-failed": "Angkanya sedang tidak dapat diambil.",
  "not-looked-yet": "Belum dilihat. Penghitungan pertama segera setelah terbit.",
  "not-told": "tidak diberitahukan",
  likes: "Suka",
  reposts: "Bagikan ulang",
  replies: "Balasan",
  honest:
    "Angka ini adalah yang disampaikan jejaring. Angka tidak mengatakan sebabnya: siapa yang lebih sering mengirim, atau tentang hal lain, bisa mengalami hal yang sama.",
} satisfies Messages<keyof typeof en>;
