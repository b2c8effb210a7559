/** A city with what addresses and phone numbers there look like. */
export interface Place {
  city: string;
  state: string;
  zip: string;
  country: string;
  /** The city as other people spell it. */
  otherSpelling: string;
  street: string;
  callingCode: string;
  /** Dialled before the area code within the country: `0`, or nothing. */
  trunk: string;
  area: string;
  /** Local number without its last two digits; numbers set aside for fiction where there are any. */
  local: string;
  /** Ending of web addresses. */
  ending: string;
}

const rows = `
Tampa|Florida|33602|United States|Tampa Bay|Market Street|1||813|55501|com
New York|New York|10013|United States|New York City|Canal Street|1||212|55501|com
St. Louis|Missouri|63101|United States|Saint Louis|Olive Street|1||314|55501|com
Fort Worth|Texas|76102|United States|Ft. Worth|Commerce Street|1||817|55501|com
Chicago|Illinois|60607|United States|Chicago Loop|W Adams Street|1||312|55501|com
Seattle|Washington|98101|United States|SEATTLE|Pine Street|1||206|55501|com
Springfield|Illinois|62701|United States|Springfield IL|E Monroe Street|1||217|55501|com
Springfield|Missouri|65806|United States|Springfield MO|Boonville Avenue|1||417|55501|com
Portland|Oregon|97205|United States|portland|SW Oak Street|1||503|55501|com
Toronto|Ontario|M5H 2N2|Canada|Toronto ON|Bay Street|1||416|55501|ca
London|Greater London|EC2A 4NE|United Kingdom|Shoreditch|Curtain Road|44|0|20|794600|co.uk
Manchester|Greater Manchester|M1 4BT|United Kingdom|manchester|Dale Street|44|0|161|49600|co.uk
Munich|Bavaria|80331|Germany|München|Sendlinger Straße|49|0|89|990001|de
Berlin|Berlin|10115|Germany|Berlin-Mitte|Invalidenstraße|49|0|30|231251|de
Vienna|Vienna|1010|Austria|Wien|Wollzeile|43|0|1|5130001|at
Zurich|Zurich|8001|Switzerland|Zürich|Bahnhofstrasse|41|0|44|20000|ch
Melbourne|Victoria|3000|Australia|Melbourne VIC|Collins Street|61|0|3|701001|com.au
Dublin|Leinster|D02 XY45|Ireland|Dublin 2|Dame Street|353|0|1|55501|ie`;

/** Cities the sample companies sit in. */
export const places: readonly Place[] = rows
  .trim()
  .split("\n")
  .map((row) => {
    const cells = row.split("|");
    const cell = (index: number): string => cells[index] ?? "";
    return {
      city: cell(0),
      state: cell(1),
      zip: cell(2),
      country: cell(3),
      otherSpelling: cell(4),
      street: cell(5),
      callingCode: cell(6),
      trunk: cell(7),
      area: cell(8),
      local: cell(9),
      ending: cell(10),
    };
  });

/** @returns the place in this city and state. @throws Error - when there is none */
export function placeIn(city: string, state?: string): Place {
  const found = places.find(
    (place) => place.city === city && (state === undefined || place.state === state),
  );
  if (found === undefined) throw new Error(`no sample place ${city}`);
  return found;
}
