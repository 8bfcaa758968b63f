import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Kesehatan",
  lead: "Apakah setiap bagian Restu bekerja sekarang, ditanyakan lagi setiap beberapa detik.",
  "all-well": "Semuanya bekerja: setiap layanan siap, dan tidak ada peristiwa yang menunggu orang.",
  "some-behind":
    "Setiap layanan siap dan tidak ada peristiwa yang menunggu orang. Yang belum selesai sedang dikerjakan.",
  "some-wrong": "{count, plural, other {# layanan perlu perhatian}}: yang salah disebutkan di bawah.",
  unheard:
    "Gerbang Restu tidak menjawab, jadi keadaan sekarang tidak diketahui. Yang Anda lihat di bawah berasal dari {when}. Sedang ditanyakan lagi.",
  services: "Layanan",
  "service-content": "Konten, umpan, dan yang ditawarkan",
  "service-consent": "Orang, pratinjau, persetujuan, dan pelepasan",
  "service-publisher": "Akun, jadwal, dan yang terbit",
  "service-gamification": "Poin, papan peringkat, kontes, dan hadiah",
  "service-gateway": "Masuk, dan jalan ke semuanya ini",
  "state-ready": "Siap",
  "state-not-ready": "Belum siap",
  "state-silent": "Tidak menjawab",
  "state-unknown": "Tidak diketahui",
  "silent-words":
    "Layanan ini tidak menjawab. Mungkin sudah berhenti, sedang mulai, atau terputus; tidak ada yang diketahui. Pekerjaannya menunggu dan tidak hilang. Lihat dengan restu status dan restu logs {service}.",
  "part-start": "Layanan ini sedang mulai: membuat tabelnya, atau menunggu basis datanya.",
  "part-database":
    "Basis datanya tidak menjawab: tidak ada yang dapat disimpan, jadi tidak ada yang dikerjakan. Ini berlanjut dengan sendirinya.",
  "part-relay":
    "Yang diputuskannya belum terbit untuk layanan lain: menunggu Kafka, atau basis datanya lebih tua daripada yang sudah terbit. Jika begitu, tidak ada yang berlanjut sebelum restu restore.",
  "part-consumer":
    "Yang diterbitkan layanan lain belum diterapkan: sedang mengejar, menunggu Kafka, atau ada peristiwa yang hilang. Yang bergantung padanya menunggu, dan ditolak daripada ditebak.",
  "part-views":
    "Yang ditampilkannya sudah usang atau tidak dapat ditampilkan: basis data tampilannya tidak menjawab, atau tampilannya berhenti. Tidak ada yang diputuskan dari tampilan, jadi tidak ada yang salah terbit.",
  "part-other": "Layanan ini menyatakan belum siap.",
  "figures-unknown": "Berapa yang menunggu di sana tidak diketahui: layanan ini tidak mengatakannya.",
  "nothing-waits": "Tidak ada yang menunggu.",
  "to-publish":
    "{count, plural, other {# peristiwa}} belum diterbitkan{late, plural, =0 {} other {, yang tertua # dtk}}",
  "to-apply": "{count, plural, other {# peristiwa}} dari layanan lain belum diterapkan",
  "to-show": "{count, plural, other {# peristiwa}} belum ditampilkan{late, plural, =0 {} other {, tertinggal # dtk}}",
  missing:
    "{count, plural, other {# bagian topik berhenti}}: ada peristiwa yang benar-benar hilang. Lihat restu republish.",
  "dead-letters": "{count, plural, other {# peristiwa menunggu}} orang, lihat di bawah",
  letters: "Peristiwa yang tertahan",
  "letters-words":
    "Peristiwa yang tidak dapat diterapkan suatu layanan. Semua yang lain tentang orang atau konten yang sama menunggu di belakangnya, berurutan; layanan persetujuan menolak yang bertumpu padanya, jadi tidak ada yang terbit sementara itu.",
  "letters-none": "Tidak ada peristiwa yang menunggu orang.",
  "letters-unknown": "Apakah ada peristiwa yang menunggu di {service} tidak diketahui: layanan itu tidak menjawab.",
  "letters-more": "{count, plural, other {# lagi menunggu}} di {service}: restu dead-letters list",
  "letter-of": "{type} di {service}",
  foreign: "Pesan yang bukan peristiwa Restu",
  since: "sejak {when}",
  why: "Mengapa",
  where: "Di mana",
  about: "Tentang",
  parked: "{count, plural, other {# orang atau konten menunggu}} di belakangnya di {service}.",
  "what-to-do": "Yang perlu dilakukan",
  "what-to-do-words":
    "Perbaiki sebabnya, lalu terapkan lagi di mesin tempat Restu berjalan. Merelakan suatu peristiwa selamanya juga dilakukan di sana, oleh yang berwenang, dan tidak pernah dari peramban.",
  "see-it": "Lihat",
  "replay-it": "Terapkan lagi",
  "drop-it": "Relakan selamanya",
  copy: "Salin",
  copied: "Tersalin.",
  "copy-of": "Salin: {command}",
  "not-copied": "Peramban tidak mengizinkan penyalinan. Pilih dan salin sendiri.",
} satisfies Messages<keyof typeof en>;
