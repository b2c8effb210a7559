/** Somebody who is signed in to the sample portal. */
export interface PortalUser {
  userId: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** Installs the app and opens its settings. */
export const installer: PortalUser = {
  userId: "71000",
  email: "admin@lockstep-demo.example",
  firstName: "Alex",
  lastName: "Moreno",
};

/** Works with records; nobody gave this user a right. */
export const colleague: PortalUser = {
  userId: "71001",
  email: "robin.vale@lockstep-demo.example",
  firstName: "Robin",
  lastName: "Vale",
};
