import { accessPointsFit } from "./access-points-fit.js";
import { backupCapacity } from "./backup-capacity.js";
import { backupMissing } from "./backup-missing.js";
import { backupWindow } from "./backup-window.js";
import { bausteinRequired } from "./baustein-required.js";
import { bausteinUncovered } from "./baustein-uncovered.js";
import { catalogueReference } from "./catalogue-reference.js";
import { centralVlans } from "./central-vlans.js";
import { clusterCapacity } from "./cluster-capacity.js";
import { clusterDropped } from "./cluster-dropped.js";
import { controllerLimit } from "./controller-limit.js";
import { doubleService } from "./double-service.js";
import { existingAddress } from "./existing-address.js";
import { existingDiffers } from "./existing-differs.js";
import { existingUnused } from "./existing-unused.js";
import { formerlyUnique } from "./formerly-unique.js";
import { holidaysUnknown } from "./holidays-unknown.js";
import { hostnameLimit } from "./hostname-limit.js";
import { imageDisk } from "./image-disk.js";
import { landesnetzPrefixes } from "./landesnetz-prefixes.js";
import { lineCapacity } from "./line-capacity.js";
import { machineDropped } from "./machine-dropped.js";
import { missingFile } from "./missing-file.js";
import { needsSecondary } from "./needs-secondary.js";
import { nodeCapacity } from "./node-capacity.js";
import { nodeFailure } from "./node-failure.js";
import { nodeKnown } from "./node-known.js";
import { numberRange } from "./number-range.js";
import { placementLine } from "./placement-line.js";
import { prefixesDisjoint } from "./prefixes-disjoint.js";
import { prefixesInPool } from "./prefixes-in-pool.js";
import { productForm } from "./product-form.js";
import { productNeeds } from "./product-needs.js";
import { productPlacement } from "./product-placement.js";
import { productScope } from "./product-scope.js";
import { rangeOrder } from "./range-order.js";
import { reservedId } from "./reserved-id.js";
import type { Rule } from "./rule.js";
import { schoolCount } from "./school-count.js";
import { segmentFits } from "./segment-fits.js";
import { segmentSize } from "./segment-size.js";
import { serviceStays } from "./service-stays.js";
import { siteRetired } from "./site-retired.js";
import { siteShare } from "./site-share.js";
import { sizeUnknown } from "./size-unknown.js";
import { stackNames } from "./stack-names.js";
import { storageCapacity } from "./storage-capacity.js";
import { switchesFit } from "./switches-fit.js";
import { unallocated } from "./unallocated.js";
import { uniqueAddresses } from "./unique-addresses.js";
import { uniqueEndpoints } from "./unique-endpoints.js";
import { uniqueNames } from "./unique-names.js";
import { uniqueNumbers } from "./unique-numbers.js";
import { uniqueVlans } from "./unique-vlans.js";
import { unknownBaustein } from "./unknown-baustein.js";
import { unknownDataCentre } from "./unknown-data-centre.js";
import { unknownImage } from "./unknown-image.js";
import { unknownMachine } from "./unknown-machine.js";
import { unknownNode } from "./unknown-node.js";
import { unknownProduct } from "./unknown-product.js";
import { unknownSegment } from "./unknown-segment.js";
import { unknownSite } from "./unknown-site.js";
import { uplinkPrimary } from "./uplink-primary.js";
import { vmIdPool } from "./vm-id-pool.js";

/** All rules, in alphabetical order within their phase. */
export const RULES: readonly Rule[] = [
  // references
  catalogueReference,
  formerlyUnique,
  missingFile,
  productScope,
  reservedId,
  siteRetired,
  unknownBaustein,
  unknownDataCentre,
  unknownMachine,
  unknownProduct,
  unknownSegment,
  unknownSite,
  // declaration
  backupMissing,
  backupWindow,
  bausteinRequired,
  bausteinUncovered,
  centralVlans,
  clusterDropped,
  controllerLimit,
  doubleService,
  existingUnused,
  holidaysUnknown,
  imageDisk,
  landesnetzPrefixes,
  lineCapacity,
  machineDropped,
  needsSecondary,
  placementLine,
  productForm,
  productNeeds,
  productPlacement,
  rangeOrder,
  schoolCount,
  segmentSize,
  serviceStays,
  siteShare,
  sizeUnknown,
  switchesFit,
  uniqueEndpoints,
  uniqueVlans,
  unknownImage,
  unknownNode,
  uplinkPrimary,
  // allocation
  nodeKnown,
  numberRange,
  prefixesDisjoint,
  prefixesInPool,
  stackNames,
  unallocated,
  uniqueNumbers,
  vmIdPool,
  // platform
  accessPointsFit,
  backupCapacity,
  clusterCapacity,
  existingAddress,
  existingDiffers,
  hostnameLimit,
  nodeCapacity,
  nodeFailure,
  segmentFits,
  storageCapacity,
  uniqueAddresses,
  uniqueNames,
];
