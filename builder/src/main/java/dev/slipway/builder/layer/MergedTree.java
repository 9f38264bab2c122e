package dev.slipway.builder.layer;

import dev.slipway.builder.BuildException;
import dev.slipway.builder.tree.DepthFirst;
import dev.slipway.builder.tree.Entry;
import dev.slipway.builder.tree.Metadata;
import dev.slipway.builder.tree.Node;
import dev.slipway.builder.tree.Tree;
import dev.slipway.builder.tree.TreePath;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tree that layers make, one on the other, without any of them being unpacked.
///
/// A whiteout hides what is below, an opaque directory what is below in it, and what is no
/// directory whatever it replaces; entries whose parents are symbolic links further down are where
/// those links lead. Only the pages of the indexes that a question touches are read. Any number of
/// threads may ask at once.
public final class MergedTree implements Tree, Closeable {
  private static final Node.Directory IMPLIED = new Node.Directory(Metadata.of(0755, 0));

  private final List<LayerView> views;
  private final List<TarContents> contents;
  // Of the lowest layer, of the two lowest, and so on.
  private final List<Links> history;
  private final Links links;
  private final Directories directories = new Directories();

  private MergedTree(List<LayerView> views, List<TarContents> contents, List<Links> history) {
    this.views = List.copyOf(views);
    this.contents = List.copyOf(contents);
    this.history = List.copyOf(history);
    links = history.isEmpty() ? Links.NONE : history.getLast();
  }

  /// Puts layers on each other.
  ///
  /// @param layers from the lowest to the topmost; none make an empty tree
  /// @throws BuildException.Malformed when an index is damaged, or a layer does not fit on those
  ///     below it: a hard link to what is not there, an entry below what is not a directory
  /// @throws IOException when an index cannot be read
  public static MergedTree of(List<LayerFiles> layers) throws IOException {
    var tree = new MergedTree(List.of(), List.of(), List.of());
    for (var layer : layers) {
      tree = tree.with(layer);
    }
    return tree;
  }

  private MergedTree with(LayerFiles layer) throws IOException {
    var index = layer.open();
    var moreViews = new ArrayList<>(views);
    moreViews.add(Placement.of(index, this));
    var moreContents = new ArrayList<>(contents);
    moreContents.add(new TarContents(layer.tar()));
    var moreHistory = new ArrayList<>(history);
    moreHistory.add(links);
    // The links of the new layer are looked for in the tree with the new layer.
    var linking = new MergedTree(moreViews, moreContents, moreHistory);
    moreHistory.set(views.size(), links.with(linking));
    return new MergedTree(moreViews, moreContents, moreHistory);
  }

  /// How many layers it is made of.
  public int layers() {
    return views.size();
  }

  /// The tree that the lowest `count` layers make. It is closed with this one.
  public MergedTree lowest(int count) {
    return new MergedTree(
        views.subList(0, count), contents.subList(0, count), history.subList(0, count));
  }

  /// What the topmost layer does to the tree of the others, in the order of the paths.
  ///
  /// @throws IllegalStateException when there is no layer
  public Iterator<Change> changes() {
    if (views.isEmpty()) {
      throw new IllegalStateException("a tree without layers has no topmost one");
    }
    return new Changes(this, views.getLast());
  }

  @Override
  public Optional<Node> find(TreePath path) throws IOException {
    return Optional.ofNullable(locate(path)).map(place -> node(path, place));
  }

  @Override
  public Iterator<Entry> children(TreePath directory) throws IOException {
    var place = locate(directory);
    return place == null || !place.isDirectory()
        ? List.<Entry>of().iterator()
        : new Children(new Listing(directory, place));
  }

  @Override
  public Iterator<Entry> walk(TreePath directory) throws IOException {
    return new Walk(directory);
  }

  @Override
  public InputStream open(TreePath path) throws IOException {
    var place = locate(path);
    if (place == null || place.isDirectory()) {
      throw new FileNotFoundException("no regular file is at " + path);
    }
    var found = views.get(place.layer()).index().record(place.number());
    var file = links.follow(place.layer(), found);
    if (file.record().node() instanceof Node.RegularFile regular) {
      var record = file.record();
      var tar = contents.get(file.layer());
      return record.headers() == 0
          ? tar.open(record.position(), regular.size())
          : tar.openSparse(record.position() - record.headers());
    }
    throw new FileNotFoundException(path + " is not a regular file");
  }

  /// Closes the tars; streams that are still open fail.
  ///
  /// @throws IOException when closing fails
  @Override
  public void close() throws IOException {
    for (var content : contents) {
      content.close();
    }
  }

  List<LayerView> views() {
    return views;
  }

  @Nullable Place locate(TreePath path) {
    return path.isRoot() ? rootPlace() : locate(path, directory(path.parent()));
  }

  // From the nearest directory above that is known.
  private @Nullable Place directory(TreePath path) {
    var unknown = new ArrayDeque<TreePath>();
    var at = path;
    var known = directories.find(at);
    while (known == null && !at.isRoot()) {
      unknown.push(at);
      at = at.parent();
      known = directories.find(at);
    }
    var place = known == null ? directories.remember(at, rootPlace()) : known.place();
    for (var next : unknown) {
      place = directories.remember(next, locate(next, place));
    }
    return place;
  }

  private @Nullable Place locate(TreePath path, @Nullable Place parent) {
    if (parent == null) {
      return null;
    }
    var place = new Place.Builder();
    for (int i = 0; i < parent.depth() && !place.isComplete(); i++) {
      var view = views.get(parent.layerAt(i));
      place.add(parent.layerAt(i), view.find(path), view.index());
    }
    return place.build();
  }

  private Place rootPlace() {
    var place = new Place.Builder();
    for (int layer = views.size() - 1; layer >= 0 && !place.isComplete(); layer--) {
      var view = views.get(layer);
      int number = view.find(TreePath.ROOT);
      place.add(layer, number == LayerView.ABSENT ? LayerView.LED_TO : number, view.index());
    }
    var root = place.build();
    return root == null ? Place.EMPTY_DIRECTORY : root;
  }

  Node node(TreePath path, Place place) {
    if (place.number() < 0) {
      return IMPLIED;
    }
    var record = views.get(place.layer()).index().record(place.number());
    return switch (record) {
      case IndexRecord.Present present -> links.node(place.layer(), present);
      case IndexRecord.OutsideLink link -> links.node(place.layer(), link);
      case IndexRecord.Implied _, IndexRecord.Whiteout _ ->
          throw new IllegalStateException("%s is not there".formatted(path));
    };
  }

  private Entry entry(Found found) {
    return new Entry(found.path(), node(found.path(), found.place()));
  }

  private final class Children implements Iterator<Entry> {
    private final Listing listing;

    Children(Listing listing) {
      this.listing = listing;
    }

    @Override
    public boolean hasNext() {
      return listing.hasNext();
    }

    @Override
    public Entry next() {
      return entry(listing.next());
    }
  }

  private final class Walk implements Iterator<Entry> {
    private final DepthFirst<Found> ahead = new DepthFirst<>();

    Walk(TreePath directory) {
      var place = locate(directory);
      if (place != null && place.isDirectory()) {
        ahead.enter(new Listing(directory, place));
      }
    }

    @Override
    public boolean hasNext() {
      return ahead.hasNext();
    }

    @Override
    public Entry next() {
      var found = ahead.next();
      if (found.place().isDirectory()) {
        ahead.enter(new Listing(found.path(), found.place()));
      }
      return entry(found);
    }
  }

  /// What a directory holds: the cursors of all layers side by side, the topmost on top.
  private final class Listing implements Iterator<Found> {
    private final List<Cursor> cursors = new ArrayList<>();
    private @Nullable Found next;

    Listing(TreePath directory, Place place) {
      for (int i = 0; i < place.depth(); i++) {
        int layer = place.layerAt(i);
        var children = views.get(layer).children(directory, place.numberAt(i));
        if (children.hasNext()) {
          cursors.add(new Cursor(layer, children));
        }
      }
      advance();
    }

    private void advance() {
      next = null;
      while (next == null && !cursors.isEmpty()) {
        var path = firstPath();
        var place = new Place.Builder();
        for (var cursor : cursors) {
          if (cursor.head.path().equals(path)) {
            place.add(cursor.layer, cursor.head.number(), views.get(cursor.layer).index());
            cursor.advance();
          }
        }
        cursors.removeIf(cursor -> cursor.ended);
        var found = place.build();
        next = found == null ? null : new Found(path, found);
      }
    }

    private TreePath firstPath() {
      var first = cursors.getFirst().head.path();
      for (var cursor : cursors) {
        if (cursor.head.path().compareTo(first) < 0) {
          first = cursor.head.path();
        }
      }
      return first;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public Found next() {
      var found = next;
      if (found == null) {
        throw new NoSuchElementException();
      }
      advance();
      return found;
    }
  }

  private record Found(TreePath path, Place place) {}

  private static final class Cursor {
    final int layer;
    private final Iterator<LayerView.Child> children;
    LayerView.Child head;
    boolean ended;

    Cursor(int layer, Iterator<LayerView.Child> children) {
      this.layer = layer;
      this.children = children;
      head = children.next();
    }

    void advance() {
      if (children.hasNext()) {
        head = children.next();
      } else {
        ended = true;
      }
    }
  }
}
