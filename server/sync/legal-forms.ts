const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/u).filter(Boolean));

/**
 * Legal forms at the end of a company name, lower case, without dots and blanks (`S.A. de C.V.` is
 * `sadecv`). A form of several words is listed as one unless its words are forms themselves.
 */
export const TRAILING_FORMS: ReadonlySet<string> = words(`
  inc incorporated corp corporation co company llc lc ltd limited plc lp llp lllp pllc ulc pbc
  limitedliabilitycompany limitedliabilitypartnership limitedpartnership
  professionalcorporation publiclimitedcompany publicbenefitcorporation cic cio cyf
  ltee limitee cie compagnie senc sencrl
  gmbh ggmbh mbh gesmbh ag kg kgaa ohg gbr ug ughaftungsbeschrankt ughaftungsbeschraenkt
  haftungsbeschrankt haftungsbeschraenkt ek ekfr eg ev partg partgmbb partmbb se sce sarl sagl
  sa sas sasu sarlu eurl sci snc scs sca scop selarl selas
  srl srls sapa scarl scrl sadecv sabdecv srldecv sapidecv sdernl sderldecv sderl sderlde sofom
  sl slu sau slp sll scoop cv
  lda ltda eireli epp sgps
  bv nv vof cvba cvoa bvba sprl asbl vzw commv bvbaso
  oy oyj ky tmi ab publ hb aktiebolag aktiengesellschaft aktieselskab aksjeselskap osakeyhtio
  as asa aps ivs amba ans da ks ehf hf
  spzoo zoo spj spk sppj spolkazoo spolkaakcyjna
  sro spolsro vos kft bt zrt nyrt rt kkt
  doo dd jdoo dooel ood eood ead uab sia ou osauhing
  ltdsti sti anonimsirketi limitedsirketi limitedsti sanvetic
  jsc ojsc cjsc pjsc llcfz fze fzco fzc fzllc wll bsc saoc saog sal sae sarlau
  pty pte pvt sdn bhd tbk opc privatelimited proprietarylimited berhad
  kk gk yk godokaisha kabushikikaisha kabushikigaisha yugenkaisha
  saic sacif sac saa eirl sacv
  ооо оао зао пао ао нао ип тов тзов чп пп ат тоо еоод оод ад доо
  αε επε εε οε ικε ae epe ike
  בעמ
`);

/** Forms that are ordinary words as well: taken for a form only when written like one (`S.p.A.`). */
export const AMBIGUOUS_TRAILING_FORMS: ReadonlySet<string> = words(
  "spa pa pc me ad ei pt cc ca sc gie",
);

/** Forms in front of the name that are no words and no usual initials. */
export const LEADING_FORMS: ReadonlySet<string> = words("ооо оао зао пао нао тоо тов ooo oao zao");

/** Forms in front of the name that could be a part of it; left out for the loose spelling only. */
export const AMBIGUOUS_LEADING_FORMS: ReadonlySet<string> = words(
  "ab as oy sia uab pt sc sa ао ип",
);

const ATTACHED =
  "株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|\\(株\\)|\\(有\\)|\\(同\\)|股份有限公司|有限责任公司|有限責任公司|有限公司|주식회사|유한회사|\\(주\\)|\\(유\\)";

const ATTACHED_FORM = new RegExp(`^(?:${ATTACHED})|(?:${ATTACHED})$`, "u");

/**
 * Removes the legal forms that East Asian names carry without a blank in front of or behind the
 * name. A name that is nothing but such a form is returned as it is.
 */
export function dropAttachedForm(name: string): string {
  let rest = name.trim();
  for (;;) {
    const shorter = rest.replace(ATTACHED_FORM, "").trim();
    if (shorter === rest) return rest;
    if (!/[\p{L}\p{N}]/u.test(shorter)) return rest;
    rest = shorter;
  }
}
