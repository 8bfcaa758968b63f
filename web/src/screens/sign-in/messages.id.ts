import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Masuk",
  claim: "Tidak ada yang terbit atas nama Anda tanpa restu Anda atas kata-kata itu persis.",
  words: "Restu membuat berbagi kabar perusahaan Anda jujur dan cepat: sekitar lima menit seminggu.",
  "step-see": "Lihat persis apa yang akan terbit.",
  "step-own": "Tulis dengan kata-kata Anda sendiri.",
  "step-approve": "Setujui, jadwalkan, atau tolak. Tarik kembali sampai detik terakhir.",
  lost: "Sesi Anda telah berakhir, di sini atau di tempat lain. Masuk lagi dan Anda kembali ke tempat semula; yang Anda ketik tetap ada.",
  who: "Anda ingin menjadi siapa?",
  demo: "Demo di mesin Anda sendiri: semua orang di sini rekaan, tanpa kata sandi. Baru mengenal Restu? Mulailah sebagai advokat.",
  nobody: "Belum ada yang ikut serta. Langkah demo menambahkan orang; tanpanya, administrator.",
  advocate: "Advokat",
  "advocate-does":
    "Bekerja di sini dan boleh membagikan yang ditawarkan: dengan kata sendiri, sekarang, nanti, atau tidak.",
  curator: "Kurator",
  "curator-does": "Membawa masuk yang layak dibagikan dan menawarkannya. Tidak pernah melihat siapa yang menolak.",
  administrator: "Administrator",
  "administrator-does": "Mengurus orang, peran, kontes, dan hadiah. Tidak menyetujui atas nama siapa pun.",
  sponsor: "Sponsor",
  "sponsor-does": "Melihat apakah ada hasilnya: dalam angka, tidak pernah tentang kurang dari lima orang.",
  auditor: "Auditor",
  "auditor-does": "Memeriksa bahwa tidak ada yang terbit tanpa restu orangnya.",
  "no-way-in": "Cara masuk belum disiapkan di sini",
  "no-way-in-words": "Tanyakan kepada pengelola Restu Anda. Tanpa masuk, tidak ada yang dapat dilihat atau terbit.",
} satisfies Messages<keyof typeof en>;
