import iconv from "iconv-lite";

const rows = (...lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;
const windows = (text: string): Buffer => iconv.encode(text, "win1252");
const withMark = (text: string): Buffer => iconv.encode(text, "utf8", { addBOM: true });

/** A person's exports by the demo's options: every encoding, delimiter and outcome that is usual. */
export const OWN_EXPORTS: Readonly<Record<string, string | Buffer>> = {
  "hubspot-csv": rows(
    "Record ID,Company name,Company Domain Name,City,Country/Region",
    "901,Nordwind Möbel GmbH,nordwind.example,Kiel,Germany",
    "902,Harbour Lane Dental,harbourlane.example,Tampa,United States",
    "903,Old Mill Bakery,oldmill.example,Tampa,United States",
  ),
  "connectwise-csv": windows(
    rows(
      "Company RecID;Company ID;Company Name;Status;Website;City;Country",
      "71;NordwindMoebel;Nordwind Möbel;Active;https://www.nordwind.example/de;Kiel;Germany",
      "72;OldMill;Old Mill Bakery;Inactive;oldmill.example;Tampa;United States",
      '73;Quayside;"Quayside; Press";Active;quayside.example;Tampa;United States',
    ),
  ),
  "hubspot-contacts-csv": withMark(
    rows(
      "Record ID,First Name,Last Name,Email,Associated Company IDs (Primary),Associated Company",
      '801,Lasse,"Petersen, Dr.",lasse@nordwind.example,901,',
      "802,Hal,Lane,hal@harbourlane.example,902,",
      "803,Mia,Miller,mia@oldmill.example,903,",
      "804,Tom,Twin,twin@nordwind.example,901,",
      "805,,Nameless,nameless@harbourlane.example,902,",
      "806,No,Mail,,902,",
      "807,Lost,Soul,lost@nowhere.example,999,Nobody Ltd",
      "808,Joe,Free,joe@gmail.com,902,",
    ),
  ),
  "connectwise-contacts-csv": windows(
    rows(
      "Contact RecID;First Name;Last Name;Email;Company",
      "61;Lasse;Petersen;LASSE@nordwind.example;Nordwind Möbel",
      '62;Quinn;Quay;quinn@quayside.example;"Quayside; Press"',
      "63;Tom;Twin;twin@nordwind.example;Nordwind Möbel",
      "64;Thomas;Twin;twin@nordwind.example;Nordwind Möbel",
    ),
  ),
  "hubspot-deals-csv": rows(
    "Record ID,Deal Name,Amount,Pipeline,Deal Stage,Associated Company IDs,Associated Contact IDs",
    "701,Showroom,12000,Sales Pipeline,Qualified To Buy,901,801",
    "702,Chairs,900,Sales Pipeline,Qualified To Buy,902,",
    '703,Lamps,"1,500.50",Sales Pipeline,Closed Won,902,802',
    "704,Odd,about five,Sales Pipeline,Qualified To Buy,902,802",
  ),
  "connectwise-opportunities-csv": rows(
    "Opportunity RecID\tOpportunity Name\tCompany RecID\tContact RecID\tRevenue\tStage\tStatus",
    "51\tPress room\t73\t62\t4500\tProspect\tOpen",
    "52\tShow room\t71\t61\t11000\tProspect\tOpen",
  ),
};

/**
 * What a first sync does to them: object, ids, action and the field that matched; `#` is an id that
 * the sync made, and the last part a piece of the reason.
 */
export const OWN_REPORT: readonly (readonly [row: string, reason: string])[] = [
  ["company,#,73,created_in_hubspot,", ""],
  ["company,901,71,linked,domain+name", ""],
  ["company,902,#,created_in_connectwise,", ""],
  ["company,903,72,excluded,domain+name", "Inactive"],
  ["contact,#,62,created_in_hubspot,", ""],
  ["contact,801,61,linked,email", ""],
  ["contact,802,#,created_in_connectwise,", ""],
  ["contact,803,,excluded,", "Its company is left out"],
  ["contact,804,63,linked,email+name", ""],
  ["contact,804,64,review,", "linked to another record"],
  ["contact,805,,attention,", "first name"],
  ["contact,806,,excluded,", "no e-mail address"],
  ["contact,807,,waiting,", "belongs to no company"],
  ["contact,808,,excluded,", "free e-mail provider"],
  ["deal,#,51,created_in_hubspot,", ""],
  ["deal,701,52,review,", "not paired yet"],
  ["deal,702,,waiting,", "belongs to no contact"],
  ["deal,703,#,created_in_connectwise,", ""],
  ["deal,704,#,attention,", "not a number"],
];
