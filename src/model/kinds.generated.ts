// Made from schemas/ by `npm run generate`; do not edit.
import type { Json, JsonObject } from './resource.ts'

/** The spec of every kind. */
export interface Specs {
  readonly OrganizationGroup: OrganizationGroupSpec
  readonly Organization: OrganizationSpec
  readonly License: LicenseSpec
  readonly Offering: OfferingSpec
  readonly SubscriptionPlan: SubscriptionPlanSpec
  readonly UsagePolicy: UsagePolicySpec
  readonly UsageSource: UsageSourceSpec
  readonly User: UserSpec
  readonly UserGroup: UserGroupSpec
  readonly AccessRole: AccessRoleSpec
  readonly Permission: PermissionSpec
  readonly Workspace: WorkspaceSpec
  readonly Host: HostSpec
  readonly AccessKey: AccessKeySpec
  readonly IdentityProvider: IdentityProviderSpec
  readonly DataSource: DataSourceSpec
  readonly Subscription: SubscriptionSpec
  readonly Entitlement: EntitlementSpec
  readonly Revocation: RevocationSpec
}

/** One aspect of the resource's state, as Kubernetes tools read it. */
export interface Condition {
  /** Which aspect: `Ready` for everybody; `Reconciling` and `Stalled` are there only while something is the matter; codes of laws and holds where one applies. */
  readonly type: string
  /** Whether the aspect holds. */
  readonly status: 'True' | 'False' | 'Unknown'
  /** One CamelCase word for programs; for problems and holds their code. */
  readonly reason: string
  /** A sentence for people that names the object and the fix. */
  readonly message: string
  /** When `status` changed last. */
  readonly lastTransitionTime: string
  /** The generation of the object that this condition was computed from. */
  readonly observedGeneration?: number
}

/** One reconciliation of the unit; repetitions with the same plan and outcome are one entry. */
export interface Attempt {
  /** What the pass did with the unit. */
  readonly outcome: 'unchanged' | 'applied' | 'held' | 'invalid' | 'failed'
  /** The revision that was attempted. */
  readonly revision?: string
  /** Digest of the plan; an approval names it. */
  readonly plan?: string
  /** A sentence for people: counts, or the first hold or problem. */
  readonly message?: string
  /** When this outcome came first. */
  readonly firstTime?: string
  /** When this outcome came last. */
  readonly lastTime: string
  /** How often the same outcome came in a row. */
  readonly times?: number
  /** How long the last one took, in milliseconds. */
  readonly durationMs?: number
}

/** What Charter says about the resource; read-only. In a declared file it is ignored with a warning (`IgnoredField`). */
export interface Status {
  /** The generation of the object that this status was computed from. */
  readonly observedGeneration?: number
  /** The state of the resource by aspect; `Ready` is always there. */
  readonly conditions?: readonly Condition[]
  /** The resource's own UUID, given once at its creation; it survives renames and is never given again. */
  readonly uid?: string
  /** 1 at creation, one more with each applied change, untouched where nothing changed. */
  readonly version?: number
  /** When the resource was applied first. */
  readonly createdAt?: string
  /** When the resource changed last. */
  readonly updatedAt?: string
  /** The newest revision that is in force for this resource. */
  readonly lastAppliedRevision?: string
  /** The newest revision that was tried; it differs from the applied one while the unit is held or invalid. */
  readonly lastAttemptedRevision?: string
  /** The value of the annotation `charter.sh/reconcile-requested-at` that was looked at last. */
  readonly lastHandledReconcileAt?: string
  /** The last five different outcomes, newest first. */
  readonly history?: readonly Attempt[]
}

/** Where the group stands in the tree. */
export interface OrganizationGroupSpec {
  /** Name for people: free text, not blank, at most 150 characters; several groups may share one. */
  readonly displayName: string
  /** Group above this one. A ring is `Cycle`, as are more than 32 levels; a missing one is `DanglingReference`. Absent: the group stands at the top. */
  readonly parent?: string
  /** What sort of group it is, in your own words; kept, not interpreted. */
  readonly type?: string
}

/** What Charter says about the group; read-only. */
export interface OrganizationGroupStatus extends Status {
  /** Display names from the top down to this group. */
  readonly path?: string
  /** How many groups stand above it. */
  readonly depth?: number
  /** uid of the parent. */
  readonly parentUid?: string
  /** Display name of the parent. */
  readonly parentName?: string
  /** How many organizations name this group themselves. */
  readonly organizationsCount?: number
  /** How many organizations name this group or one below it, each counted once. */
  readonly organizationsCountTotal?: number
  /** How many groups name this one as their parent. */
  readonly childrenCount?: number
}

/** Whom to ask about the organization. */
export interface OrganizationContact {
  /** Given name. */
  readonly firstName?: string
  /** Family name. */
  readonly lastName?: string
  /** An e-mail address, at most 254 characters; letter case does not count, and is kept as written. */
  readonly email?: string
  /** Telephone number, at most 32 characters of digits, spaces and `+ ( ) - . /`. */
  readonly mobilePhone?: string
}

/** How the organization looks in the programs that show it. An open object, replaced as a whole and never merged; needs the entitlement `CustomTheming` if the organization has any entitlement (`EntitlementMissing`). No secrets (`SecretInline`). */
export interface OrganizationCustomizations {
  /** Name of the theme. */
  readonly theme?: string
  /** http or https URL of the logo. */
  readonly logoUrl?: string
  /** Color as `#` and six hexadecimal digits. */
  readonly brandingColor?: string
  readonly [k: string]: Json | string | undefined
}

/** A key of a Kubernetes Secret in the same namespace (for an Organization the namespace of its name, for a UsageSource the controller's). */
export interface SecretKey {
  /** Name of the Secret object. */
  readonly name: string
  /** Key inside the Secret's data. */
  readonly key: string
}

/** Where a secret stands; never the secret itself. Exactly one of `env`, `file` and `kubernetes`. It must resolve before the organization is applied (`SecretUnresolved`). */
export interface SecretRef {
  /** Name of an environment variable of the controller. */
  readonly env?: string
  /** Path of a file below the configured secrets directory, with `/` between its parts; no part starts with a dot. */
  readonly file?: string
  /** A key of a Kubernetes Secret in the same namespace (for an Organization the namespace of its name, for a UsageSource the controller's). */
  readonly kubernetes?: SecretKey
}

/** One setting: exactly one of `value`, `link`, `property` and `secretRef`. */
export interface Setting {
  /** Name of the setting, unique in its list. */
  readonly key: string
  /** What the setting is for, as the program that reads it calls it (`TIMEZONE`, `LOCALE`); kept, not interpreted. */
  readonly type?: string
  /** The value: any JSON but `null`. No secrets (`SecretInline`): use `secretRef`. */
  readonly value?: Json
  /** Key of another setting of the same organization, whose value this one takes. A ring of links is `Cycle`, a missing one takes `default`. */
  readonly link?: string
  /** Value where the linked setting does not exist; only with `link`. */
  readonly default?: Json
  /** Path into the organization's own spec or status whose value this setting takes, with dots between the names. */
  readonly property?: string
  /** Where a secret stands; never the secret itself. Exactly one of `env`, `file` and `kubernetes`. It must resolve before the organization is applied (`SecretUnresolved`). */
  readonly secretRef?: SecretRef
  /**
   * Whether the value is a secret; then only `secretRef` may give it. Members of a group with `hideSecrets` see it as null.
   *
   * Default: false
   */
  readonly secret?: boolean
  /**
   * Whether the value is a text of several lines; a hint for forms.
   *
   * Default: false
   */
  readonly multiline?: boolean
  /**
   * Whether workspaces and hosts may not override this setting.
   *
   * Default: false
   */
  readonly final?: boolean
}

/** One directive and the sources it allows. */
export interface OrganizationCspDirective {
  /** Name of the directive. */
  readonly directive: string
  /** Sources the directive allows. */
  readonly sources: readonly string[]
}

/** One appearance, with its content as the program that shows it defines it. */
export interface Appearance {
  /** Identifier, unique in its list. */
  readonly id: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly name: string
  /** The content: any JSON object, replaced as a whole. No secrets (`SecretInline`). */
  readonly content: JsonObject
}

/** The first user and group of the organization and the token they were made with; all three or nothing. The group exists, holds MANAGE and contains the user (`BootstrapMissing`). The user does not count in `UserCount`. */
export interface OrganizationBootstrap {
  /** User of the organization that the token belongs to (`NotAMember`). */
  readonly user: string
  /** UserGroup of the organization that holds MANAGE and contains the bootstrap user. */
  readonly userGroup: string
  /** Where the bootstrap token stands; never the token itself. */
  readonly tokenSecretRef: SecretRef
}

/** How much may be removed within 24 hours without a person's approval: for each class (users, administrators, memberships, permissions, resources) the greater of `minimum` and `fraction` of what there was. More is held as `RemovalBudget`. */
export interface OrganizationRemovalBudget {
  /**
   * Share of a class that may go within 24 hours, from 0 to 1.
   *
   * Default: 0.05
   */
  readonly fraction?: number
  /**
   * How many of a class may always go within 24 hours.
   *
   * Default: 3
   */
  readonly minimum?: number
}

/** Pauses reconciling of this organization only; access stays as stored. Its changes are held as `Suspended`, but for its own removal or change and Revocations. It resumes at `until`. */
export interface OrganizationSuspended {
  /** Why, for whoever meets it later; not blank, at most 1000 characters. */
  readonly reason: string
  /** Who decided it and can be asked. */
  readonly owner: string
  /** When reconciling resumes by itself: an RFC 3339 date-time with offset, or a date (midnight UTC). */
  readonly until: string
}

/** What the organization is, and how carefully it is to be changed. */
export interface OrganizationSpec {
  /** Name for people: free text, not blank, at most 255 characters, unique in the installation (`NotUnique`). */
  readonly displayName: string
  /** Identifier that another system needs, unique in the installation; it may not equal another organization's name (`NotUnique`). Default: `metadata.name`. */
  readonly id?: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /** Host name by which callers choose this organization, unique in the installation (`NotUnique`). */
  readonly hostname?: string
  /** Organization above this one; a ring is `Cycle`, a missing one `DanglingReference`. */
  readonly parent?: string
  /** OrganizationGroups it belongs to. */
  readonly organizationGroups?: readonly string[]
  /** Whom to ask about the organization. */
  readonly contact?: OrganizationContact
  /** Words to find the organization by. */
  readonly tags?: readonly string[]
  /** How the organization looks in the programs that show it. An open object, replaced as a whole and never merged; needs the entitlement `CustomTheming` if the organization has any entitlement (`EntitlementMissing`). No secrets (`SecretInline`). */
  readonly customizations?: OrganizationCustomizations
  /** Settings by key; their order means nothing. A host's setting wins over its workspace's, that over the organization's, unless `final` stops it. Charter resolves them; rendering templates with them is the caller's. */
  readonly settings?: readonly Setting[]
  /** Origins from which browsers may call in the organization's name. */
  readonly allowedOrigins?: readonly string[]
  /** Additions to the content security policy, by directive. */
  readonly cspDirectives?: readonly OrganizationCspDirective[]
  /** Themes that the organization's programs offer; need `CustomTheming` if the organization has any entitlement (`EntitlementMissing`). */
  readonly themes?: readonly Appearance[]
  /** Color palettes that the organization's programs offer; need `CustomTheming` if the organization has any entitlement (`EntitlementMissing`). */
  readonly colorPalettes?: readonly Appearance[]
  /** Features the organization may use before everybody else. */
  readonly earlyAccess?: readonly string[]
  /** IdentityProvider of the organization that its users sign in with (`DanglingReference`). Absent: the internal one. */
  readonly identityProvider?: string
  /** The first user and group of the organization and the token they were made with; all three or nothing. The group exists, holds MANAGE and contains the user (`BootstrapMissing`). The user does not count in `UserCount`. */
  readonly bootstrap?: OrganizationBootstrap
  /**
   * Whether users must sign in with a second factor.
   *
   * Default: false
   */
  readonly twoFactorRequired?: boolean
  /**
   * How many effective administrators the organization has at least, at every instant from now on (`LastAdmin`). 0 says openly that nobody administers it here. Guards read the stricter of the stored and the desired number.
   *
   * Default: 1
   */
  readonly minAdmins?: number
  /** Users who must stay effective administrators (`RequiredAdminMissing`). Guards read the stricter of the stored and the desired list. */
  readonly requiredAdmins?: readonly string[]
  /** How much may be removed within 24 hours without a person's approval: for each class (users, administrators, memberships, permissions, resources) the greater of `minimum` and `fraction` of what there was. More is held as `RemovalBudget`. */
  readonly removalBudget?: OrganizationRemovalBudget
  /** Pauses reconciling of this organization only; access stays as stored. Its changes are held as `Suspended`, but for its own removal or change and Revocations. It resumes at `until`. */
  readonly suspended?: OrganizationSuspended
  /**
   * Whether the organization is kept as it is: nothing may be added to it (`Archived`), access stays.
   *
   * Default: false
   */
  readonly archived?: boolean
  /**
   * `Restrict`: the removal of the organization is held as `OrganizationDelete`. `Allow`: removing it and its namespace is one change, outside the budget. Guards read the stricter of the stored and the desired one.
   *
   * Default: "Restrict"
   */
  readonly deletionPolicy?: 'Restrict' | 'Allow'
  /** Names the organization had before, oldest first: the plan then shows a rename; its namespace moves with it, and its children in the same plan. The old identity must be stored, no longer declared, and claimed by exactly one organization (`RenameConflict`). */
  readonly previousNames?: readonly string[]
}

/** The organization's access key: the AccessKey named `access`, else the only one of type `access-key`; absent where there is none. The secret is never shown. */
export interface OrganizationAccess {
  /** Public identifier of an access key, stable for its life. */
  readonly accessKey?: string
  /** Whether the secret key is set. */
  readonly hasSecretKey?: boolean
  /** When the secret key changed last. */
  readonly rotatedAt?: string
}

/** The subscription in force now; absent where there is none. */
export interface OrganizationSubscription {
  /** Name of the SubscriptionPlan. */
  readonly plan?: string
  /** `scheduled` before its start, `active` within its time, `expired` after its end, `cancelled` where its document was removed before that. */
  readonly state?: 'scheduled' | 'active' | 'expired' | 'cancelled'
  /** Whether the organization may change the plan itself. */
  readonly selfService?: boolean
  /** First day of the current period. */
  readonly periodStart?: string
  /** Day after the current period. */
  readonly periodEnd?: string
}

/** One hold: it goes with its cause, or when a person approves its digest. */
export interface OrganizationHold {
  /** Code of the hold, as `charter explain` knows it. */
  readonly code: string
  /** What an approval names. */
  readonly digest: string
  /** A sentence for people. */
  readonly message: string
  /** Commands or edits that lift the hold, best first. */
  readonly next?: readonly string[]
}

/** What Charter says about the organization; read-only. */
export interface OrganizationStatus extends Status {
  /** The top of the tree this organization stands in. */
  readonly rootOrganization?: string
  /** Display names from the root down to this organization. */
  readonly path?: string
  /** How many organizations name this one as their parent. */
  readonly childrenCount?: number
  /** Names of the workspaces of type `environment`, sorted. */
  readonly environments?: readonly string[]
  /** Names of the user groups, sorted; `admin` and `users` among them. */
  readonly groups?: readonly string[]
  /** How many users are stored. */
  readonly userCount?: number
  /** How many users are effective administrators now. */
  readonly adminCount?: number
  /** How many hosts are stored. */
  readonly hostCount?: number
  /** The organization's access key: the AccessKey named `access`, else the only one of type `access-key`; absent where there is none. The secret is never shown. */
  readonly access?: OrganizationAccess
  /** The subscription in force now; absent where there is none. */
  readonly subscription?: OrganizationSubscription
  /** Names of the usage policies that are fired for this organization, sorted. */
  readonly firedPolicies?: readonly string[]
  /** Why the newest declarations are not applied, and what lifts it. */
  readonly holds?: readonly OrganizationHold[]
}

/** One entitlement. */
export interface Grant {
  /** What the organization is entitled to: a known name, or one of your own that starts with `x-`; another one is `InvalidEntitlement`. `Contract` needs `expiry`; `UserCount` and `UnlimitedUsers`, `WorkspaceCount` and `UnlimitedWorkspaces` exclude each other (`EntitlementConflict`). `WorkspaceCount` counts workspaces of type `workspace`, `UserCount` the declared users but the bootstrap user. */
  readonly entitlement: string
  /** Value of the entitlement, a string even where it is a number. Counts are limits: a change that would exceed one is `EntitlementExceeded`. */
  readonly value?: string
  /** Last day on which the entitlement counts, `YYYY-MM-DD`. After a passed `Contract` nothing may be added (`ContractExpired`); nothing is deleted. */
  readonly expiry?: string
  /** Whether readers without MANAGE see the entitlement. Default: true for Tier, CustomTheming, AutomationCount and AutomationRecipientCount, false for others. */
  readonly public?: boolean
}

/** What the installation is licensed for. */
export interface LicenseSpec {
  /** The deployment-wide entitlements, by name; their order means nothing. */
  readonly entitlements?: readonly Grant[]
}

/** What Charter says about the resource; read-only. */
export interface LicenseStatus extends Status {}
/** One metered part of the offering. */
export interface OfferingComponent {
  /** Name of the component, unique in the offering; prices, limits and usage name it. */
  readonly type: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName?: string
  /** Unit in which it is measured. */
  readonly unit?: string
  /**
   * How it costs: `fixed` for each month begun, `usage` for the sum used, `one` once in the first month, `few` for each purchase, `limit` for the highest limit.
   *
   * Default: "usage"
   */
  readonly billingType?: 'fixed' | 'usage' | 'one' | 'few' | 'limit'
  /** The window in which `limitAmount` counts. */
  readonly limitPeriod?: 'month' | 'quarterly' | 'annual' | 'total'
  /** How much may be used in the limit period. */
  readonly limitAmount?: number
  /** Least amount that can be ordered. */
  readonly minValue?: number
  /** Greatest amount that can be ordered. */
  readonly maxValue?: number
}

/** What is offered, by whom and to whom. */
export interface OfferingSpec {
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName: string
  /** Organization that provides it. One that is not there yet is a condition (`ReferencePending`), not a problem. */
  readonly provider?: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /**
   * Whether organizations other than the provider may have it.
   *
   * Default: true
   */
  readonly shared?: boolean
  /**
   * `draft` is not offered yet, `active` is, `paused` takes no new subscriptions for a while, `archived` never again.
   *
   * Default: "active"
   */
  readonly state?: 'draft' | 'active' | 'paused' | 'archived'
  /** Why the offering is paused, for its customers. */
  readonly pausedReason?: string
  /** Country of the offering, two letters of ISO 3166-1. */
  readonly country?: string
  /** OrganizationGroups whose organizations may have it: exactly these, not the groups below them. Empty: everybody. */
  readonly organizationGroups?: readonly string[]
  /** The metered parts, by type; their order means nothing. */
  readonly components?: readonly OfferingComponent[]
}

/** What Charter says about the resource; read-only. */
export interface OfferingStatus extends Status {}
/** What the plan gives, and who may have it. */
export interface SubscriptionPlanSpec {
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName: string
  /** Offering the plan belongs to (`DanglingReference`). */
  readonly offering?: string
  /** OrganizationGroups whose organizations may subscribe: exactly these, not the groups below them; others are `PlanNotAvailable`. Empty: everybody. */
  readonly organizationGroups?: readonly string[]
  /**
   * Whether new subscriptions are refused (`PlanNotAvailable`); those that exist go on.
   *
   * Default: false
   */
  readonly archived?: boolean
  /**
   * Whether the plan is not shown and new subscriptions are refused (`PlanNotAvailable`).
   *
   * Default: false
   */
  readonly hidden?: boolean
  /** How many subscriptions the plan can have at most. */
  readonly maxAmount?: number
  /** ISO 8601 duration of every subscription; such a subscription has no `endDate` of its own (`EndDateNotAllowed`) and starts a new term when one ends. The plan named `free` must have `P1Y`. */
  readonly fixedTerm?: string
  /**
   * Whether organizations may choose the plan themselves.
   *
   * Default: false
   */
  readonly selfService?: boolean
  /** Upper bounds by name; a name that is absent has none. Known names: `maxProjects`, `maxUsers`, `logsRetentionDays`, `gbSeconds`, `resources`. A change that would exceed the first two is `EntitlementExceeded`, unless the subscription agrees to overage. */
  readonly limits?: { readonly [name: string]: number }
  /** Price of one unit of each component of the offering, as decimal strings (`UnknownComponent`). */
  readonly prices?: { readonly [name: string]: string }
  /** How much of a component or resource a project may use at once. */
  readonly quotas?: { readonly [name: string]: number }
  /** Entitlements that the plan gives to its subscribers, by name; their order means nothing. */
  readonly entitlements?: readonly Grant[]
  /** http or https URL of the agreement. */
  readonly agreementUrl?: string
  /** http or https URL of the terms and conditions. */
  readonly termsUrl?: string
}

/** What Charter says about the resource; read-only. */
export interface SubscriptionPlanStatus extends Status {}
/** What is watched: exactly one of an offering (for all its subscribers) and an organization. */
export interface UsagePolicyScope {
  /** Offering whose use is watched (`DanglingReference`). */
  readonly offering?: string
  /** Organization whose use is watched. One that is not there yet is a condition (`ReferencePending`), not a problem. */
  readonly organization?: string
}

/** The limit of one component. */
export interface UsagePolicyComponentLimit {
  /** Type of a component of the offering (`UnknownComponent`). */
  readonly component: string
  /** The greatest usage in the period that is still within the limit. */
  readonly limit: number
  /** The window of this component. Absent: the policy's. */
  readonly period?: 'total' | 'month' | 'quarter' | 'year'
}

/** What is limited, for whom, and what follows. */
export interface UsagePolicySpec {
  /** `cost` needs `limitCost`, `usage` needs `componentLimits`. */
  readonly type: 'cost' | 'usage'
  /** What is watched: exactly one of an offering (for all its subscribers) and an organization. */
  readonly scope: UsagePolicyScope
  /** With an offering: OrganizationGroups whose organizations the policy applies to, together. Not with `applyToAll` (`MutuallyExclusive`). */
  readonly organizationGroups?: readonly string[]
  /**
   * With an offering: whether the policy applies to every organization. Not with `organizationGroups` (`MutuallyExclusive`).
   *
   * Default: false
   */
  readonly applyToAll?: boolean
  /**
   * Whether organizations of groups below `organizationGroups` count too.
   *
   * Default: false
   */
  readonly includeSubgroups?: boolean
  /**
   * The window: the current calendar month and, for `quarter` and `year`, the 2 or 11 before it; `total` has no window.
   *
   * Default: "month"
   */
  readonly period?: 'total' | 'month' | 'quarter' | 'year'
  /** With type `cost`: the greatest cost in the period that is still within the limit, a decimal string. */
  readonly limitCost?: string
  /** With type `usage`: limits by component; their order means nothing. */
  readonly componentLimits?: readonly UsagePolicyComponentLimit[]
  /** What follows when the policy fires. With an offering only `notify_organization_owners` and `block_creation_of_new_resources` (`InvalidAction`). `block_modification_of_existing_resources` holds only changes that do not reduce use. */
  readonly actions: readonly (
    | 'notify_organization_owners'
    | 'block_creation_of_new_resources'
    | 'block_modification_of_existing_resources'
    | 'request_downscaling'
    | 'request_pausing'
    | 'restrict_members'
    | 'terminate_resources'
  )[]
  /** Options by action: any JSON object for the program that carries the request out. */
  readonly options?: { readonly [name: string]: JsonObject }
}

/** What Charter says about the policy; read-only. */
export interface UsagePolicyStatus extends Status {
  /** Whether the value exceeds a limit now. */
  readonly fired?: boolean
  /** When it began to exceed the limit; absent while it does not. */
  readonly firedAt?: string
  /** When the policy was evaluated last. */
  readonly lastEvaluatedAt?: string
  /** The value in the window: for type `cost` under `cost`, for type `usage` by component. */
  readonly current?: { readonly [name: string]: string }
  /** How many organizations the fired policy affects. */
  readonly affectedCount?: number
}

/** How the numbers are read and what they mean. */
export interface UsageSourceSpec {
  /** `prometheus` needs `url`, `query` and `organizationLabel`; `http` needs `url`; `file` needs `path`. */
  readonly type: 'prometheus' | 'http' | 'file'
  /** Types `prometheus` and `http`: http or https URL, without user info. */
  readonly url?: string
  /** Type `prometheus`: the PromQL query, which gives one value for each organization. It is asked at each full hour (UTC): a `delta` tells the hour before it, so it looks back `[1h]`. */
  readonly query?: string
  /** Type `prometheus`: the label whose value names the organization. */
  readonly organizationLabel?: string
  /** Types `prometheus` and `http`: where the bearer token stands, in the controller's namespace; never the token itself. It goes over https, or to this machine. */
  readonly authSecretRef?: SecretRef
  /** Type `file`: path below `usage.directory`, with `/` between its parts; no part starts with a dot. */
  readonly path?: string
  /**
   * Types `http` and `file`: how the records are written.
   *
   * Default: "ndjson"
   */
  readonly format?: 'ndjson' | 'csv' | 'json'
  /** Name of the metric, as the API shows it. */
  readonly metric: string
  /** What sort of object is measured. */
  readonly objectType?: string
  /** Type of the offering's component that this usage counts for. */
  readonly component?: string
  /**
   * `delta` values add up over a window, of `gauge` values the last one counts.
   *
   * Default: "delta"
   */
  readonly kind?: 'delta' | 'gauge'
  /** Unit of the values. */
  readonly unit?: string
  /** When it is pulled: a cron expression of five fields (UTC). Absent: as `usage.schedule` of the configuration says. */
  readonly schedule?: string
  /** Names of our fields to names of theirs, where they differ: `organization`, `start`, `end`, `value`, `project`. */
  readonly mapping?: { readonly [name: string]: string }
}

/** What Charter says about the resource; read-only. */
export interface UsageSourceStatus extends Status {}
/** Who the person is, and whether and when the account counts. */
export interface UserSpec {
  /** E-mail address, unique in the organization (`NotUnique`); letter case does not count, and is kept as written. With another address under a rename the change is held as `IdentityChanged`. */
  readonly email?: string
  /** Identifier that another system needs. Default: `metadata.name`. */
  readonly id?: string
  /** Given name. */
  readonly firstName?: string
  /** Family name. */
  readonly lastName?: string
  /** Name the user signs in with; letter case does not count, and is kept as written. */
  readonly username?: string
  /** Subject that the identity provider sends for this user; where it is needed to sign in. */
  readonly authId?: string
  /** Immutable id at the identity provider. Another one under the same user is held as `IdentityChanged`: it would hand the account to another person. */
  readonly externalId?: string
  /**
   * Whether the user administers the organization. The last effective administrators cannot be taken away (`LastAdmin`).
   *
   * Default: false
   */
  readonly admin?: boolean
  /** Role in the organization's tree. `org_admin` goes with `admin: true` and only with it. */
  readonly role?: 'org_admin' | 'user_admin' | 'user'
  /**
   * Whether the account counts; an inactive user has no access and is no administrator.
   *
   * Default: true
   */
  readonly active?: boolean
  /**
   * Whether a program uses this account, not a person.
   *
   * Default: false
   */
  readonly systemAccount?: boolean
  /** Groups the user is a member of: the same as naming the user in `members` of the group. Only groups of the same source. */
  readonly userGroups?: readonly string[]
  /** Settings by key; their order means nothing. A host's setting wins over its workspace's, that over the organization's, unless `final` stops it. Charter resolves them; rendering templates with them is the caller's. */
  readonly settings?: readonly Setting[]
  /** Start of the window in which this counts: an RFC 3339 date-time with offset, or a date (midnight UTC). Absent: from the beginning. A text that is neither is `InvalidDate`. */
  readonly from?: string
  /** End of the window in which this counts, not included: an RFC 3339 date-time with offset, or a date (midnight UTC). Absent: without end. Nothing has to run at that moment: access ends by itself. */
  readonly until?: string
  /** Names this resource had before, oldest first: the plan then shows a rename instead of a delete and a create, and uid, version and what points at it survive. The old identity must be stored, no longer declared, and claimed by exactly one resource (`RenameConflict`). */
  readonly previousNames?: readonly string[]
}

/** What Charter says about the resource; read-only. */
export interface UserStatus extends Status {}
/** The group's members, and the groups it inherits from. */
export interface UserGroupSpec {
  /** Identifier that another system needs. Default: `metadata.name`. */
  readonly id?: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName?: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /** Groups this one inherits permissions from. Several are allowed, a ring is `Cycle`. */
  readonly parents?: readonly string[]
  /** Users in the group. Members named by `User.userGroups` count too. */
  readonly members?: readonly string[]
  /** Users who look after the group; they are members too. */
  readonly maintainers?: readonly string[]
  /** What the group is for. It describes and grants nothing; a group of level `readonly` or `none` takes effect on nothing it is granted. */
  readonly level?: 'admin' | 'users' | 'auditors' | 'readonly' | 'none' | 'custom'
  /**
   * Whether members see secret settings as null.
   *
   * Default: false
   */
  readonly hideSecrets?: boolean
  /** Who may see the group, in the words of the system it comes from (`closed`, `secret`); kept, not interpreted. */
  readonly privacy?: string
  /** Names this resource had before, oldest first: the plan then shows a rename instead of a delete and a create, and uid, version and what points at it survive. The old identity must be stored, no longer declared, and claimed by exactly one resource (`RenameConflict`). */
  readonly previousNames?: readonly string[]
}

/** What Charter says about the resource; read-only. */
export interface UserGroupStatus extends Status {}
/** What the role may do, and where. */
export interface AccessRoleSpec {
  /** The permissions of the role. */
  readonly permissions: readonly string[]
  /** Limits the role to one workspace of the organization (`DanglingReference`). Absent: it may be given on any. */
  readonly workspace?: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
}

/** What Charter says about the resource; read-only. */
export interface AccessRoleStatus extends Status {}
/** Who gets it: exactly one of a user, a group and an access key. */
export interface PermissionAssignee {
  /** Name of a User of the organization (`NotAMember`). */
  readonly user?: string
  /** Name of a UserGroup of the organization, or `admin` or `users` (`DanglingReference`). */
  readonly userGroup?: string
  /** Name of an AccessKey of the organization (`DanglingReference`). */
  readonly accessKey?: string
}

/** On what: exactly one of a workspace, a data source, a user and a group. Absent: on the organization. */
export interface PermissionScope {
  /** Name of a Workspace of the organization (`DanglingReference`). */
  readonly workspace?: string
  /** Name of a DataSource of the organization (`DanglingReference`). */
  readonly dataSource?: string
  /** Name of a User of the organization (`NotAMember`). */
  readonly user?: string
  /** Name of a UserGroup of the organization (`DanglingReference`). */
  readonly userGroup?: string
}

/** What is given, to whom, on what and when. */
export interface PermissionSpec {
  /** The permission; it must fit the scope (`InvalidPermission`). On the organization: MANAGE, SELF_CREATE_TOKEN, BASE_UI_ACCESS. On a workspace: MANAGE, ANALYZE, EXPORT, EXPORT_TABULAR, EXPORT_PDF, CREATE_AUTOMATION, USE_AI_ASSISTANT, WRITE_KNOWLEDGE_DOCUMENTS, READ_KNOWLEDGE_DOCUMENTS, CREATE_FILTER_VIEW, VIEW. On a data source: MANAGE, USE. On a user or group: SEE. */
  readonly permission?:
    | 'MANAGE'
    | 'SELF_CREATE_TOKEN'
    | 'BASE_UI_ACCESS'
    | 'ANALYZE'
    | 'EXPORT'
    | 'EXPORT_TABULAR'
    | 'EXPORT_PDF'
    | 'CREATE_AUTOMATION'
    | 'USE_AI_ASSISTANT'
    | 'WRITE_KNOWLEDGE_DOCUMENTS'
    | 'READ_KNOWLEDGE_DOCUMENTS'
    | 'CREATE_FILTER_VIEW'
    | 'VIEW'
    | 'USE'
    | 'SEE'
  /** An AccessRole of the organization or a built-in one; only with the scope of a workspace (`InvalidPermission`). */
  readonly role?: string
  /** Who gets it: exactly one of a user, a group and an access key. */
  readonly assignee: PermissionAssignee
  /** On what: exactly one of a workspace, a data source, a user and a group. Absent: on the organization. */
  readonly scope?: PermissionScope
  /**
   * With the scope of a workspace: whether the workspaces below it are meant too.
   *
   * Default: false
   */
  readonly includeDescendants?: boolean
  /** Start of the window in which this counts: an RFC 3339 date-time with offset, or a date (midnight UTC). Absent: from the beginning. A text that is neither is `InvalidDate`. */
  readonly from?: string
  /** End of the window in which this counts, not included: an RFC 3339 date-time with offset, or a date (midnight UTC). Absent: without end. Nothing has to run at that moment: access ends by itself. */
  readonly until?: string
  /** Why it is given, for the next review of access; not blank, at most 1000 characters. */
  readonly reason?: string
}

/** What Charter says about the resource; read-only. */
export interface PermissionStatus extends Status {}
/** Where the data of the workspace comes from; only with `parent`. */
export interface WorkspaceDataSource {
  /** Name of a DataSource of the organization (`DanglingReference`). */
  readonly name: string
  /** Path of the schema inside the data source, in order. */
  readonly schemaPath?: readonly string[]
}

/** The values one workspace sees. */
export interface WorkspaceFilterSetting {
  /** Identifier, unique in its list. */
  readonly id: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly title: string
  /** Values of the column that the workspace sees. */
  readonly filterValues: readonly string[]
  /** Workspace of the organization that the setting is for (`DanglingReference`). */
  readonly workspace: string
}

/** A filter on one column. */
export interface WorkspaceDataFilter {
  /** Identifier, unique in its list. */
  readonly id: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly title: string
  /** Column that is filtered. */
  readonly columnName: string
  /** What each workspace below sees, by id; their order means nothing. */
  readonly settings: readonly WorkspaceFilterSetting[]
}

/** What the workspace is, and where it stands. */
export interface WorkspaceSpec {
  /** Workspaces of type `workspace` count for `WorkspaceCount`; environments hold hosts. */
  readonly type: 'workspace' | 'project' | 'environment' | 'repository'
  /** Identifier that another system needs. Default: `metadata.name`. */
  readonly id?: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /** Prefix of the identifiers of what is made in the workspace. */
  readonly prefix?: string
  /** Workspace above this one, of the same type. A ring is `Cycle`, a missing one `DanglingReference`. */
  readonly parent?: string
  /** Where the data of the workspace comes from; only with `parent`. */
  readonly dataSource?: WorkspaceDataSource
  /** Settings by key; their order means nothing. A host's setting wins over its workspace's, that over the organization's, unless `final` stops it. Charter resolves them; rendering templates with them is the caller's. */
  readonly settings?: readonly Setting[]
  /** Greatest number of credits that may be used. Absent: no limit. */
  readonly creditsLimit?: number
  /** Origins from which browsers may call the workspace. */
  readonly corsOrigins?: readonly string[]
  /** Who may see it, in the words of the system it comes from (`public`, `private`, `internal`); kept, not interpreted. */
  readonly visibility?: string
  /** Filters by id that restrict what workspaces below see; their order means nothing. */
  readonly dataFilters?: readonly WorkspaceDataFilter[]
  /**
   * Whether the workspace is kept as it is and nothing may be added to it (`Archived`).
   *
   * Default: false
   */
  readonly archived?: boolean
  /** Names this resource had before, oldest first: the plan then shows a rename instead of a delete and a create, and uid, version and what points at it survive. The old identity must be stored, no longer declared, and claimed by exactly one resource (`RenameConflict`). */
  readonly previousNames?: readonly string[]
}

/** What Charter says about the resource; read-only. */
export interface WorkspaceStatus extends Status {}
/** What the machine is made of. */
export interface HostSpec {
  /** Workspace of type `environment` that the host belongs to (`DanglingReference`). */
  readonly workspace: string
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /** What it runs on. */
  readonly platform?: string
  /** Operating system it is installed from. */
  readonly distribution?: string
  /** Applications installed on it. */
  readonly applications?: readonly string[]
  /** Settings by key; their order means nothing. A host's setting wins over its workspace's, that over the organization's, unless `final` stops it. Charter resolves them; rendering templates with them is the caller's. */
  readonly settings?: readonly Setting[]
  /**
   * Whether the host is kept as it is and no longer in use.
   *
   * Default: false
   */
  readonly archived?: boolean
}

/** What Charter says about the host; read-only. */
export interface HostStatus extends Status {
  /** `UPDATING`: changes are on their way; `ERROR`: it is no longer as declared. */
  readonly state?: 'DEFINED' | 'PROVISIONING' | 'READY' | 'UPDATING' | 'ERROR'
}

/** When the secret changes. Only the secret: the public id stays. */
export interface AccessKeyRotation {
  /**
   * Raise it by one to reset the secret; it never falls (`RotationBackwards`).
   *
   * Default: 1
   */
  readonly generation?: number
  /** ISO 8601 duration after which a value that the controller made is made anew and handed over. A value that you bring is not looked at. */
  readonly maxAge?: string
}

/** Where the value is written: exactly one of a Kubernetes Secret and a file. */
export interface AccessKeyWriteTo {
  /** A key of a Kubernetes Secret in the same namespace (for an Organization the namespace of its name, for a UsageSource the controller's). */
  readonly kubernetes?: SecretKey
  /** Path of a file below the configured secrets directory, with `/` between its parts; no part starts with a dot. */
  readonly file?: string
}

/** The controller makes the value and hands it over once. Not with `secretRef`. */
export interface AccessKeyGenerate {
  /** Where the value is written: exactly one of a Kubernetes Secret and a file. */
  readonly writeTo: AccessKeyWriteTo
}

/** What the key may do, and where its value comes from or goes to. */
export interface AccessKeySpec {
  /** `access-key`: a public id and a secret; `token`: one bearer token; `basic`: a user name and password. */
  readonly type: 'access-key' | 'token' | 'basic'
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName?: string
  /** Free text for people, at most 10000 characters. No secrets (`SecretInline`). */
  readonly description?: string
  /** What the key may do, in the words of the programs that accept it; kept, not interpreted. What it may do in the organization is said by Permissions. */
  readonly permissions?: readonly string[]
  /** UserGroup in whose name the key acts (`DanglingReference`). Not with `user`. */
  readonly userGroup?: string
  /** User in whose name the key acts (`NotAMember`). Not with `userGroup`. */
  readonly user?: string
  /**
   * When the key stops to count: an RFC 3339 date-time with offset, or `never`. Absent: `never`.
   *
   * Default: "never"
   */
  readonly expiresAt?: string
  /** When the secret changes. Only the secret: the public id stays. */
  readonly rotation?: AccessKeyRotation
  /** Where the value stands that you bring; never the value itself. Not with `generate`. */
  readonly secretRef?: SecretRef
  /** The controller makes the value and hands it over once. Not with `secretRef`. */
  readonly generate?: AccessKeyGenerate
}

/** What Charter says about the key; read-only. */
export interface AccessKeyStatus extends Status {
  /** Public identifier of an access key, stable for its life. */
  readonly keyId?: string
  /** Whether the value is set. */
  readonly hasSecret?: boolean
  /** The generation that the value was made for. */
  readonly secretGeneration?: number
  /** When the value changed last. */
  readonly rotatedAt?: string
  /** Whether `expiresAt` has passed. */
  readonly expired?: boolean
}

/** How to reach the provider, and what its claims mean. */
export interface IdentityProviderSpec {
  /** `oidc` needs `issuerLocation`, `clientId` and `clientSecretRef` together; with the entitlement `ManagedOIDC` none of them is allowed (`InvalidIdentityProvider`). `saml` takes `samlMetadataRef`. */
  readonly type: 'oidc' | 'saml'
  /** Identifier that another system needs. Default: `metadata.name`. */
  readonly id?: string
  /** http or https URL of the OIDC issuer. */
  readonly issuerLocation?: string
  /** Client id at the issuer. */
  readonly clientId?: string
  /** Where the client secret stands; never the secret itself. */
  readonly clientSecretRef?: SecretRef
  /** Name of the issuer where several share one location. */
  readonly issuerId?: string
  /**
   * Claim that identifies the user.
   *
   * Default: "sub"
   */
  readonly subjectIdClaim?: string
  /** Scopes asked for besides the usual ones. */
  readonly customScopes?: readonly string[]
  /** Names of user attributes to names of claims. */
  readonly customClaimMapping?: { readonly [name: string]: string }
  /** Mail domains whose users this provider signs in, each unique in the installation (`NotUnique`). */
  readonly identifiers?: readonly string[]
  /** Type `saml`: where the provider's metadata stands. */
  readonly samlMetadataRef?: SecretRef
}

/** What Charter says about the resource; read-only. */
export interface IdentityProviderStatus extends Status {}
/** One parameter. */
export interface DataSourceParameter {
  /** Name of the parameter, unique in the list. */
  readonly name: string
  /** Value of the parameter. No secrets (`SecretInline`). */
  readonly value: string
}

/** How long results stay cached. */
export interface DataSourceCacheRetention {
  /** INDEFINITE takes nothing else; VALIDITY_PERIOD takes `period`; SCHEDULE takes `cron` and `timezone`. */
  readonly type: 'INDEFINITE' | 'VALIDITY_PERIOD' | 'SCHEDULE'
  /** Type VALIDITY_PERIOD: ISO 8601 duration for which a result is valid. */
  readonly period?: string
  /** Type SCHEDULE: cron expression at which the cache is emptied. */
  readonly cron?: string
  /** Type SCHEDULE: IANA time zone of the schedule. */
  readonly timezone?: string
}

/** How to reach the database, and as whom. */
export interface DataSourceSpec {
  /** Name for people: free text, not blank, at most 255 characters. */
  readonly displayName: string
  /** Identifier that another system needs. Default: `metadata.name`. */
  readonly id?: string
  /** Which database it is. */
  readonly type:
    | 'POSTGRESQL'
    | 'REDSHIFT'
    | 'VERTICA'
    | 'SNOWFLAKE'
    | 'ADS'
    | 'BIGQUERY'
    | 'MSSQL'
    | 'PRESTO'
    | 'DREMIO'
    | 'AZURESQL'
    | 'SYNAPSESQL'
    | 'DATABRICKS'
    | 'GDSTORAGE'
    | 'CLICKHOUSE'
    | 'MYSQL'
    | 'MARIADB'
    | 'ORACLE'
    | 'PINOT'
    | 'SINGLESTORE'
    | 'MOTHERDUCK'
    | 'FLEXCONNECT'
    | 'STARROCKS'
    | 'ATHENA'
    | 'MONGODB'
    | 'CRATEDB'
    | 'AILAKEHOUSE'
    | 'DENODO'
  /** Schema inside the database; may be empty where the database has none. */
  readonly schema: string
  /** JDBC or other URL of the database, without user info and without `password=` or `token=` (`SecretInline`). */
  readonly url?: string
  /** USERNAME_PASSWORD needs `username` and `passwordRef`; TOKEN `tokenRef`; KEY_PAIR `username` and `privateKeyRef`; CLIENT_SECRET `clientId` and `clientSecretRef`; OIDC_PASSTHROUGH nothing. */
  readonly authenticationType?: 'USERNAME_PASSWORD' | 'TOKEN' | 'KEY_PAIR' | 'CLIENT_SECRET' | 'OIDC_PASSTHROUGH'
  /** User at the database; `username` and `passwordRef` both or neither, but with KEY_PAIR. */
  readonly username?: string
  /** Where the password stands; never the password itself. */
  readonly passwordRef?: SecretRef
  /** Where the token stands; never the token itself. */
  readonly tokenRef?: SecretRef
  /** Client id, with CLIENT_SECRET. */
  readonly clientId?: string
  /** Where the client secret stands; never the secret itself. */
  readonly clientSecretRef?: SecretRef
  /** Where the private key stands; never the key itself. */
  readonly privateKeyRef?: SecretRef
  /** Where the passphrase of the private key stands; only with `privateKeyRef`. */
  readonly privateKeyPassphraseRef?: SecretRef
  /** Parameters of the connection, by name; their order means nothing. */
  readonly parameters?: readonly DataSourceParameter[]
  /** Whether results are cached. */
  readonly cacheStrategy?: 'ALWAYS' | 'NEVER'
  /** How long results stay cached. */
  readonly cacheRetention?: DataSourceCacheRetention
  /** Whether times in the database are local or UTC. */
  readonly dateTimeSemantics?: 'LOCAL' | 'UTC'
  /** DataSource of the organization that serves when this one does not. It may be missing: that is a warning. */
  readonly alternativeDataSource?: string
}

/** What Charter says about the data source; read-only. */
export interface DataSourceStatus extends Status {
  /** Whether `passwordRef` resolved. */
  readonly hasPassword?: boolean
  /** Whether `tokenRef` resolved. */
  readonly hasToken?: boolean
  /** Whether `clientSecretRef` resolved. */
  readonly hasClientSecret?: boolean
  /** Whether `privateKeyRef` resolved. */
  readonly hasPrivateKey?: boolean
}

/** Which plan, and for how long. */
export interface SubscriptionSpec {
  /** Name of a SubscriptionPlan (`DanglingReference`); for a new subscription one that is not archived or hidden and is open to the organization's groups (`PlanNotAvailable`). */
  readonly plan: string
  /** First day, `YYYY-MM-DD`; needed with any change and for a start in the future (`StartDateRequired`). */
  readonly startDate?: string
  /** Day on which it ends, `YYYY-MM-DD`, after the start, or `never`. A plan with a fixed term takes none (`EndDateNotAllowed`), every other plan needs one (`EndDateRequired`). */
  readonly endDate?: string
  /**
   * Whether more than the plan's limits may be used, at extra cost.
   *
   * Default: false
   */
  readonly overage?: boolean
}

/** The month of the subscription that today lies in, counted from the start day. */
export interface SubscriptionCurrentPeriod {
  /** First day of the period. */
  readonly start: string
  /** Day after the period. */
  readonly end: string
}

/** What Charter says about the subscription; read-only. */
export interface SubscriptionStatus extends Status {
  /** `scheduled` before its start, `active` within its time, `expired` after its end, `cancelled` where its document was removed before that. */
  readonly state?: 'scheduled' | 'active' | 'expired' | 'cancelled'
  /** Day on which it ends, the end of the current term with a fixed term, or `never`. */
  readonly effectiveEndDate?: string
  /** The month of the subscription that today lies in, counted from the start day. */
  readonly currentPeriod?: SubscriptionCurrentPeriod
  /** Whether the organization may change the plan itself. */
  readonly selfService?: boolean
}

/** What, how much and until when. */
export interface EntitlementSpec {
  /** What the organization is entitled to: a known name, or one of your own that starts with `x-`; another one is `InvalidEntitlement`. `Contract` needs `expiry`; `UserCount` and `UnlimitedUsers`, `WorkspaceCount` and `UnlimitedWorkspaces` exclude each other (`EntitlementConflict`). `WorkspaceCount` counts workspaces of type `workspace`, `UserCount` the declared users but the bootstrap user. */
  readonly entitlement: string
  /** Value of the entitlement, a string even where it is a number. Counts are limits: a change that would exceed one is `EntitlementExceeded`. */
  readonly value?: string
  /** Last day on which the entitlement counts, `YYYY-MM-DD`. After a passed `Contract` nothing may be added (`ContractExpired`); nothing is deleted. */
  readonly expiry?: string
  /** Whether readers without MANAGE see the entitlement. Default: true for Tier, CustomTheming, AutomationCount and AutomationRecipientCount, false for others. */
  readonly public?: boolean
}

/** What Charter says about the resource; read-only. */
export interface EntitlementStatus extends Status {}
/** Whose access ends, why and until when. */
export interface RevocationSpec {
  /** Name of a stored User of the organization (`NotAMember`). */
  readonly user: string
  /** Why, for whoever meets it later; not blank, at most 1000 characters. */
  readonly reason: string
  /** When access comes back by itself: an RFC 3339 date-time with offset, or a date (midnight UTC). Absent: not before this document is taken away. */
  readonly until?: string
}

/** What Charter says about the resource; read-only. */
export interface RevocationStatus extends Status {}
