/** A HubSpot user who can own records. */
export interface Owner {
  id: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** A ConnectWise member. */
export interface Member {
  id: number;
  identifier: string;
  officeEmail: string;
  firstName: string;
  lastName: string;
  inactiveFlag: boolean;
}

function named(name: string): { firstName: string; lastName: string; email: string } {
  const [firstName = "", lastName = ""] = name.split(" ");
  const email = `${firstName}.${lastName}@lockstep-demo.example`.toLowerCase();
  return { firstName, lastName, email };
}

function owner(id: string, name: string): Owner {
  return { id, ...named(name) };
}

function member(id: number, identifier: string, name: string, inactiveFlag = false): Member {
  const { email, ...names } = named(name);
  return { id, identifier, officeEmail: email, ...names, inactiveFlag };
}

/** HubSpot's owners; the last one has no member with the same e-mail in ConnectWise. */
export const owners: readonly Owner[] = [
  owner("71000001", "Dana Kim"),
  owner("71000002", "Marco Rossi"),
  owner("71000003", "Sade Okafor"),
  owner("71000004", "Lena Bauer"),
  owner("71000005", "Noor Haddad"),
];

/** ConnectWise's members; Lena Bauer has left and is inactive. */
export const members: readonly Member[] = [
  member(151, "dkim", "Dana Kim"),
  member(152, "mrossi", "Marco Rossi"),
  member(153, "sokafor", "Sade Okafor"),
  member(154, "lbauer", "Lena Bauer", true),
];

/** An owner id that sample records carry although the user was removed from the portal. */
export const REMOVED_OWNER_ID = "71000099";

/** People who are active in both systems: the owner's id with the member's identifier. */
export const pairedPeople: readonly { ownerId: string; memberIdentifier: string }[] =
  members.flatMap(({ officeEmail, identifier, inactiveFlag }) => {
    const match = owners.find(({ email }) => email === officeEmail);
    if (inactiveFlag || match === undefined) return [];
    return [{ ownerId: match.id, memberIdentifier: identifier }];
  });
