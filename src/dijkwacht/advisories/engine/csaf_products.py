"""The product tree of a CSAF document flattened to its leaves, with the groups that stand for many."""

from collections.abc import Iterator
from dataclasses import dataclass

from dijkwacht.advisories.engine.node import Node
from dijkwacht.advisories.engine.values import Product

Path = tuple[tuple[str, str], ...]
_NOTHING = Product("", "")


@dataclass(frozen=True, slots=True)
class Tree:
    """All products of a document and the groups by their id; `ids`: each product's id, to be kept once."""

    products: tuple[Product, ...]
    groups: dict[str, tuple[str, ...]]
    ids: dict[str, str]

    def named(self, node: Node, key: str) -> tuple[str, ...]:
        """Return the product ids in the list under `key`, the very texts that the products hold."""
        known = self.ids
        return tuple(known.get(name, name) for name in node.texts(key))

    def expand(self, node: Node) -> tuple[str, ...]:
        """Return the product ids that `node` names, directly and by group, each once, in order."""
        named = [*self.named(node, "product_ids")]
        for group in node.texts("group_ids"):
            named.extend(self.groups.get(group, ()))
        return tuple(dict.fromkeys(named))


def read_tree(node: Node) -> Tree:
    """Return the flattened tree under `product_tree`; empty where the document has none.

    What was read is let go of at once: the tree is most of a large document.
    """
    leaves = [*_branches(node)]
    leaves += [_product(item, ()) for item in node.items("full_product_names")]
    by_id = {leaf.product_id: leaf for leaf in leaves}
    leaves += [_related(item, by_id) for item in node.items("relationships")]
    leaves += [_on_path(item, by_id) for item in node.items("product_paths")]
    tree = Tree(tuple(leaves), {}, {leaf.product_id: leaf.product_id for leaf in leaves})
    for group in node.items("product_groups"):
        tree.groups[group.required("group_id")] = tree.named(group, "product_ids")
    return tree


def _branches(root: Node) -> Iterator[Product]:
    """Yield the leaves in the order of the document; a stack, since the depth is the sender's choice."""
    stack: list[tuple[Node, Path]] = [(item, ()) for item in reversed([*root.items("branches")])]
    categories: dict[str, str] = {}
    while stack:
        branch, path = stack.pop()
        category = branch.required("category")
        path = (*path, (categories.setdefault(category, category), branch.required("name")))
        product = branch.at("product")
        if product.value is not None:
            yield _product(product, path)
        if branch.has("branches"):
            stack.extend((item, path) for item in reversed([*branch.items("branches")]))
        branch.forget()


def _product(node: Node, path: Path) -> Product:
    named = dict(path)
    version = named.get("product_version")
    cpes, purls, models = _identifiers(node)
    own = Product(
        product_id=node.required("product_id"),
        full_name=node.text("name"),
        vendor=named.get("vendor", ""),
        family=named.get("product_family", ""),
        name=named.get("product_name", ""),
        version=version,
        version_range=None if version is not None else named.get("product_version_range"),
        cpes=cpes,
        purls=purls,
        model_numbers=models,
        path=path,
    )
    node.forget()
    return own


def _identifiers(node: Node) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Return the CPE names, package URLs and model numbers that stand beside a product."""
    if not node.has("product_identification_helper"):
        return (), (), ()
    helper = node.at("product_identification_helper")
    single = (helper.text("purl"),) if helper.has("purl") else ()
    cpes = (helper.text("cpe"),) if helper.has("cpe") else ()
    return cpes, single + helper.texts("purls"), helper.texts("model_numbers")


def _related(node: Node, known: dict[str, Product]) -> Product:
    """Return the product of a relationship (CSAF 2.0): named after its component, standing on the other."""
    component = node.required("product_reference")
    way = (node.required("category"), component, node.required("relates_to_product_reference"))
    return _composed(node, known.get(component), way)


def _on_path(node: Node, known: dict[str, Product]) -> Product:
    """Return the product of a path (CSAF 2.1); of several subpaths the first says what it stands on."""
    component = node.required("beginning_product_reference")
    first = next(node.items("subpaths"), None)
    if first is None:
        node.at("subpaths").refuse("at least one subpath")
    way = (first.required("category"), component, first.required("next_product_reference"))
    return _composed(node, known.get(component), way)


def _composed(node: Node, component: Product | None, way: tuple[str, str, str]) -> Product:
    own = node.at("full_product_name")
    cpes, purls, models = _identifiers(own)
    whole = component or _NOTHING
    made = Product(
        product_id=own.required("product_id"),
        full_name=own.text("name"),
        vendor=whole.vendor,
        family=whole.family,
        name=whole.name,
        version=whole.version,
        version_range=whole.version_range,
        cpes=cpes or whole.cpes,
        purls=purls or whole.purls,
        model_numbers=models if component is None else whole.model_numbers,
        path=whole.path,
        relates_to=way,
    )
    node.forget()
    return made
