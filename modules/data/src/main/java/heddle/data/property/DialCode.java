package heddle.data.property;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How a country's national telephone numbers become international ones.
 *
 * @param code the country calling code, digits only
 * @param trunk the prefix dialled inside the country and dropped from abroad; empty for none
 */
record DialCode(String code, String trunk) {
    /** Country, calling code (ITU-T E.164 list) and, after a colon, a trunk prefix other than none. */
    private static final String TABLE = """
            AF 93:0 AL 355:0 DZ 213:0 AS 1:1 AD 376 AO 244 AI 1:1 AG 1:1 AR 54:0 AM 374:0 AW 297 AU 61:0 AT 43:0 AZ 994:0
            BS 1:1 BH 973 BD 880:0 BB 1:1 BY 375:8 BE 32:0 BZ 501 BJ 229 BM 1:1 BT 975 BO 591:0 BA 387:0 BW 267 BR 55:0
            BN 673 BG 359:0 BF 226 BI 257 CV 238 KH 855:0 CM 237 CA 1:1 KY 1:1 CF 236 TD 235 CL 56 CN 86:0 CO 57 KM 269
            CG 242 CD 243:0 CR 506 CI 225 HR 385:0 CU 53:0 CW 599 CY 357 CZ 420 DK 45 DJ 253 DM 1:1 DO 1:1 EC 593:0
            EG 20:0 SV 503 GQ 240 ER 291:0 EE 372 SZ 268 ET 251:0 FJ 679 FI 358:0 FR 33:0 GF 594:0 PF 689 GA 241 GM 220
            GE 995:0 DE 49:0 GH 233:0 GI 350 GR 30 GL 299 GD 1:1 GP 590:0 GU 1:1 GT 502 GG 44:0 GN 224 GW 245 GY 592
            HT 509 HN 504 HK 852 HU 36:06 IS 354 IN 91:0 ID 62:0 IR 98:0 IQ 964:0 IE 353:0 IM 44:0 IL 972:0 IT 39 JM 1:1
            JP 81:0 JE 44:0 JO 962:0 KZ 7:8 KE 254:0 KI 686 KP 850:0 KR 82:0 KW 965 KG 996:0 LA 856:0 LV 371 LB 961:0
            LS 266 LR 231:0 LY 218:0 LI 423 LT 370:0 LU 352 MO 853 MG 261:0 MW 265:0 MY 60:0 MV 960 ML 223 MT 356 MH 692:1
            MQ 596:0 MR 222 MU 230 YT 262:0 MX 52 FM 691 MD 373:0 MC 377 MN 976:0 ME 382:0 MS 1:1 MA 212:0 MZ 258 MM 95:0
            NA 264:0 NR 674 NP 977:0 NL 31:0 NC 687 NZ 64:0 NI 505 NE 227 NG 234:0 MK 389:0 NO 47 OM 968 PK 92:0 PW 680
            PS 970:0 PA 507 PG 675 PY 595:0 PE 51:0 PH 63:0 PL 48 PT 351 PR 1:1 QA 974 RE 262:0 RO 40:0 RU 7:8 RW 250:0
            KN 1:1 LC 1:1 VC 1:1 WS 685 SM 378 ST 239 SA 966:0 SN 221 RS 381:0 SC 248 SL 232:0 SG 65 SK 421:0 SI 386:0
            SB 677 SO 252:0 ZA 27:0 SS 211:0 ES 34 LK 94:0 SD 249:0 SR 597:0 SE 46:0 CH 41:0 SY 963:0 TW 886:0 TJ 992 TZ 255:0
            TH 66:0 TL 670 TG 228 TO 676 TT 1:1 TN 216 TR 90:0 TM 993:8 TC 1:1 TV 688 UG 256:0 UA 380:0 AE 971:0 GB 44:0
            US 1:1 UY 598:0 UZ 998 VU 678 VA 39 VE 58:0 VN 84:0 VG 1:1 VI 1:1 YE 967:0 ZM 260:0 ZW 263:0
            """;

    private static final Map<String, DialCode> BY_COUNTRY = parse(TABLE.strip().split("\\s+"));

    /** By ISO 3166 code of two letters. */
    static Optional<DialCode> of(String country) {
        return Optional.ofNullable(BY_COUNTRY.get(country.toUpperCase(Locale.ROOT)));
    }

    /** The number as dialled from anywhere, from digits dialled inside the country or after {@code 00}. */
    String international(String digits) {
        if (digits.startsWith("00")) {
            return "+" + digits.substring(2);
        }
        boolean prefixed = !trunk.isEmpty() && digits.startsWith(trunk);
        return "+" + code + (prefixed ? digits.substring(trunk.length()) : digits);
    }

    private static Map<String, DialCode> parse(String[] words) {
        return IntStream.range(0, words.length / 2)
                .boxed()
                .collect(Collectors.toUnmodifiableMap(i -> words[2 * i], i -> one(words[2 * i + 1])));
    }

    private static DialCode one(String word) {
        int colon = word.indexOf(':');
        return colon < 0 ? new DialCode(word, "") : new DialCode(word.substring(0, colon), word.substring(colon + 1));
    }
}
